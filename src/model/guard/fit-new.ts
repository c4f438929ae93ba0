import type { Condition, RelatedLeaf } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import { compilePredicate } from '../../query/predicate.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import { readAsked } from '../read/where.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import type { Fit } from './verdicts.ts'

/** A condition that is asked of rows which are not stored yet. */
interface Question {
  readonly binding: Binding
  readonly key: string
  readonly parameters: readonly unknown[]
}

/** Whether a record is there that a row would be related to. */
async function isRelated(question: Question, { relation, where }: RelatedLeaf, path: string, row: Row) {
  const value = row[relation.local.index] ?? null
  if (value === null) return false
  const { binding, key, parameters } = question
  const target = cast<ConnectedModel>(
    binding.scope.core.models.get(relation.target.name),
    'it was resolved by it',
  )
  const { prepared } = compiled<FindShape>(target, `v${binding.model.name} ${key} ${path}`, () => {
    const related = and(equals(relation.foreign, parameters.length), where)
    return prepareFind(target, { where: related, fields: [], sort: [], limit: { literal: 1 } })
  })
  const found = await execute({ ...binding, model: target }, 'exists', prepared, [...parameters, value])
  return found.length > 0
}

async function holds(question: Question, condition: Condition, path: string, row: Row): Promise<boolean> {
  if (condition.op === 'related') return (await isRelated(question, condition, path, row)) !== condition.not
  if (condition.op !== 'and' && condition.op !== 'or')
    return compilePredicate(condition)(row, question.parameters)
  for (const [i, item] of condition.items.entries()) {
    const decided = condition.op === 'or'
    if ((await holds(question, item, `${path}.${i}`, row)) === decided) return decided
  }
  return condition.op === 'and'
}

/** Which rows that are not stored yet fit: by their values, and by what is stored of the records that they refer to. */
export const fitNew: Fit = async (given, filter, rows) => {
  const binding = trusted(given)
  const key = new ShapeKey('')
  const parameters: unknown[] = []
  const make = readAsked(binding, { policies: [filter] }, { key, parameters })
  const condition = compiled(binding.model, `o${key.text}`, make)
  const question = { binding, key: key.text, parameters }
  const answers: boolean[] = []
  for (const row of rows) answers.push(await holds(question, condition, '', row))
  return answers
}
