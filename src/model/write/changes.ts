import type { FieldProblem } from '../../errors/error.ts'
import { ValidationError } from '../../errors/error.ts'
import type { Attribute } from '../../schema/attribute.ts'
import { Refusal } from '../../schema/values/refusal.ts'
import type { Assignment } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Change } from './change.ts'
import { isExpression, problemOf, readChange, unknownProblem } from './change.ts'
import { needsSettling, settle } from './settle.ts'

/** The changes of one update by attribute, checked. */
export type Changes = Map<Attribute, Change>

function readAttribute(
  model: ConnectedModel,
  name: string,
  value: unknown,
): FieldProblem | [Attribute, Change] {
  const attribute = model.attributes.get(name)
  if (attribute === undefined) return unknownProblem(model, name)
  if (attribute.readonly) return { field: name, code: 'readonly', message: 'is readonly' }
  const change = readChange(model, attribute, value)
  return change instanceof Refusal ? problemOf(name, change) : [attribute, change]
}

/** Replaces the values that had to be settled. */
export async function settleChanges(
  model: ConnectedModel,
  changes: Changes,
  problems: readonly FieldProblem[],
): Promise<Changes> {
  const entries = [...changes].flatMap(([attribute, change]) =>
    change.op === 'set' ? [{ attribute, value: change.value }] : [],
  )
  for (const { attribute, value } of await settle(model, entries, problems))
    changes.set(attribute, { op: 'set', value })
  return changes
}

/** Checks what an update says, all problems at once. */
export function readChanges(model: ConnectedModel, values: unknown): MaybePromise<Changes> {
  if (!isPlainObject(values))
    throw new ValidationError(model.name, [{ field: '', code: 'type', message: 'changes must be an object' }])
  const problems: FieldProblem[] = []
  const changes: Changes = new Map()
  for (const name of Object.keys(values)) {
    if (values[name] === undefined) continue
    const read = readAttribute(model, name, values[name])
    if (Array.isArray(read)) changes.set(...read)
    else problems.push(read)
  }
  if (model.settles && [...changes.keys()].some(needsSettling)) return settleChanges(model, changes, problems)
  if (problems.length > 0) throw new ValidationError(model.name, problems)
  return changes
}

function automaticChange(attribute: Attribute): Change {
  const value = attribute.onUpdate?.()
  return isExpression(value, attribute) && '$inc' in value
    ? { op: 'increment', by: value.$inc }
    : { op: 'set', value }
}

/** Adds what changes by itself with every update: fields with `onUpdate` to which nothing else was said. */
export function addAutomatic(model: ConnectedModel, changes: Changes): Changes {
  for (const attribute of model.automatic) {
    if (!changes.has(attribute)) changes.set(attribute, automaticChange(attribute))
  }
  return changes
}

function incrementOf({ bounds }: Attribute, by: unknown, parameters: unknown[]): Assignment['to'] {
  const position = (value: unknown) => parameters.push(value) - 1
  return {
    op: 'increment',
    param: position(by),
    ...(bounds?.min !== undefined && { min: position(bounds.min) }),
    ...(bounds?.max !== undefined && { max: position(bounds.max) }),
  }
}

/** The assignments of changes to stored fields; values go behind the parameters that are there. */
export function assignmentsOf(changes: Changes, parameters: unknown[]): Assignment[] {
  const assignments: Assignment[] = []
  for (const [attribute, change] of changes) {
    const field = attribute.shape
    if (field === undefined) continue
    if (change.op === 'increment')
      assignments.push({ field, to: incrementOf(attribute, change.by, parameters) })
    else if (change.op === 'copy') assignments.push({ field, to: change })
    else assignments.push({ field, to: { op: 'set', param: parameters.push(change.value) - 1 } })
  }
  return assignments
}

/** The key of assignments' shape. */
export const assignmentsKey = (assignments: readonly Assignment[]): string =>
  assignments
    .map(
      ({ field, to }) =>
        `${field.index}${to.op === 'copy' ? `=${to.from.index}` : to.op === 'set' ? '' : '+'}`,
    )
    .join()
