import { PrometheusError } from '../../errors/error.ts'
import type { OrderTerm } from '../../query/compare.ts'
import type { FilterScope } from '../../query/filter-context.ts'
import { sortKeyText } from '../../query/read-sort.ts'
import { fromJsonForm, toJsonForm } from '../../schema/values/json-form.ts'
import { Refusal } from '../../schema/values/refusal.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Place } from './place.ts'

const invalidCursor = (model: string) =>
  new PrometheusError('INVALID_CURSOR', `${model}: the cursor is damaged, or belongs to another query.`, {
    model,
  })

/** The text of a place, for a page's caller; opaque, and tied to the order. */
export function encodeCursor(order: readonly OrderTerm[], place: Place): string {
  const values = order.map(({ field }, i) => toJsonForm(field, place[i]))
  return Buffer.from(JSON.stringify([sortKeyText(order), ...values])).toString('base64url')
}

/** Characters; a cursor holds the values of its place, which may be long texts. */
const LONGEST_CURSOR = 4_000_000

function decodeBase64(model: string, cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url')
  if (bytes.toString('base64url') !== cursor) throw invalidCursor(model)
  return bytes.toString()
}

function parseCursor(model: string, cursor: unknown): unknown[] {
  if (typeof cursor !== 'string' || cursor.length > LONGEST_CURSOR) throw invalidCursor(model)
  try {
    const parts: unknown = JSON.parse(decodeBase64(model, cursor))
    if (Array.isArray(parts)) return parts
  } catch {
    throw invalidCursor(model)
  }
  throw invalidCursor(model)
}

/** A value of a place; undefined or a refusal where the term has no such value. */
function placeValue(model: FilterScope, { field, via }: OrderTerm, value: unknown): unknown {
  if (value === null && (field.nullable || via !== undefined)) return null
  const end = (via ?? []).reduce<FilterScope | undefined>(
    (scope, { relation }) => scope?.relations.get(relation.name)?.target,
    model,
  )
  return end?.attributes.get(field.name)?.parseFilter(fromJsonForm(field, value)) ?? undefined
}

/** The place that a cursor names; INVALID_CURSOR where it is not one of this order. */
export function decodeCursor(model: ConnectedModel, order: readonly OrderTerm[], cursor: unknown): Place {
  const [text, ...values] = parseCursor(model.name, cursor)
  if (text !== sortKeyText(order) || values.length !== order.length) throw invalidCursor(model.name)
  return order.map((term, i) => {
    const found = placeValue(model, term, values[i])
    if (found === undefined || found instanceof Refusal) throw invalidCursor(model.name)
    return found
  })
}
