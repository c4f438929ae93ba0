import type { FieldProblem } from '../../errors/error.ts'
import type { Attribute } from '../../schema/attribute.ts'
import { isNumericKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { Refusal } from '../../schema/values/refusal.ts'
import { nameText } from '../../support/name-text.ts'
import { didYouMean, nearest } from '../../support/nearest.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ConnectedModel } from '../connected-model.ts'

/** What an update makes of one attribute: a value, the old one plus something, or that of another attribute. */
export type Change =
  | { readonly op: 'set'; readonly value: unknown }
  | { readonly op: 'increment'; readonly by: unknown }
  | { readonly op: 'copy'; readonly from: FieldShape }

/** The problem of a refused value. */
export const problemOf = (field: string, { code, message }: Refusal): FieldProblem => ({
  field,
  code,
  message,
})

/** The problem of a name that no attribute has. */
export function unknownProblem(model: ConnectedModel, name: string): FieldProblem {
  const field = name.slice(0, 64)
  if (model.relations.has(name))
    return { field, code: 'relation', message: 'is a relation, which only create and save write' }
  const known = [...model.attributes.keys(), ...model.relations.keys()]
  const hint = didYouMean(nearest(name, known)).replace(' Did', '; did')
  return { field, code: 'unknown', message: `is no field of ${model.name}${hint}` }
}

/** Checks one value that is to be stored: null where it may be, else by the attribute's parser. */
export function readValue({ nullable, parse }: Attribute, value: unknown): unknown {
  if (value === null) return nullable ? null : new Refusal('required', 'is required')
  return parse(value)
}

function readIncrement(attribute: Attribute, by: unknown): Change | Refusal {
  if (attribute.shape === undefined || !isNumericKind(attribute.shape.kind))
    return new Refusal('operator', 'cannot be incremented')
  const parsed = attribute.parseFilter(by)
  return parsed instanceof Refusal ? parsed : { op: 'increment', by: parsed }
}

function readCopy(model: ConnectedModel, attribute: Attribute, name: unknown): Change | Refusal {
  const from = typeof name === 'string' ? model.attributes.get(name)?.shape : undefined
  if (from === undefined)
    return new Refusal(
      'unknown',
      `cannot take the value of '${nameText(name).slice(0, 64)}', which is no stored field`,
    )
  const to = attribute.shape
  if (to === undefined || from.kind !== to.kind || from.scale !== to.scale)
    return new Refusal('type', `cannot take the value of ${from.name}, a field of another kind`)
  return { op: 'copy', from }
}

/** Whether a value says how to make the new one: `{ $inc }` or `{ $field }`. */
export const isExpression = (
  value: unknown,
  attribute: Attribute,
): value is { $inc?: unknown; $field?: unknown } =>
  attribute.definition.kind !== 'json' && isPlainObject(value) && ('$inc' in value || '$field' in value)

/** Checks what an update says of one attribute. */
export function readChange(model: ConnectedModel, attribute: Attribute, value: unknown): Change | Refusal {
  if (attribute.definition.options.computed !== undefined) return new Refusal('computed', 'is computed')
  if (isExpression(value, attribute)) {
    if (Object.keys(value).length > 1) return new Refusal('operator', 'takes one of $inc and $field')
    return '$inc' in value ? readIncrement(attribute, value.$inc) : readCopy(model, attribute, value.$field)
  }
  const parsed = readValue(attribute, value)
  return parsed instanceof Refusal ? parsed : { op: 'set', value: parsed }
}
