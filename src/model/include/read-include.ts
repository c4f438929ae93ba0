import { invalidQuery, unknownField } from '../../query/query-error.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ConnectedModel, ConnectedRelation } from '../connected-model.ts'
import type { ReadArguments } from '../read/arguments.ts'
import { checkArguments } from '../read/arguments.ts'

/** One relation that is to be read along, with arguments of its own. */
export interface Include {
  readonly relation: ConnectedRelation
  readonly args: ReadArguments
  /** How many includes it stands in, itself among them. */
  readonly depth: number
}

/** The relations that are to be read along. */
export type Includes = readonly Include[]

const NONE: Includes = Object.freeze([])
/** More than anybody needs, and each costs a statement: it bounds what a stranger's query can ask for. */
const DEEPEST = 10
const NO_ARGUMENTS: ReadArguments = Object.freeze({})

function readOne(model: ConnectedModel, name: string, value: unknown, depth: number): Include[] {
  const relation = model.relations.get(name)
  if (relation === undefined) throw unknownField(model.name, name, model.relations.keys())
  if (value === undefined || value === false) return []
  if (value !== true && !isPlainObject(value)) {
    throw invalidQuery(model.name, name, 'can be included by true, or by arguments such as { where: … }')
  }
  if (depth > DEEPEST) throw invalidQuery(model.name, name, `is included more than ${DEEPEST} relations deep`)
  const args = value === true ? NO_ARGUMENTS : checkArguments(relation.target, value, 'include')
  return [{ relation, args, depth }]
}

/** Reads `include`: relations by name, standing so deep. */
export function readInclude(model: ConnectedModel, include: unknown, depth = 1): Includes {
  if (include === undefined) return NONE
  if (!isPlainObject(include)) {
    throw invalidQuery(model.name, undefined, 'takes an include such as { company: true }')
  }
  return Object.keys(include).flatMap((name) => readOne(model, name, include[name], depth))
}

/** The fields whose values lead to what is included. */
export const localFields = (include: Includes): FieldShape[] =>
  include.map(({ relation }) => relation.steps[0].local)
