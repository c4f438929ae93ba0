import type { Identity } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import type { FieldShape } from '../../schema/shape.ts'

/** What a Map knows some fields' values by, given in the order of the fields; null where one of them is null. */
export type KeyOf = (values: readonly unknown[]) => Identity | null

const isNull = (value: unknown): boolean => value === null || value === undefined

/** Parts with their lengths before them: no two lists of parts give the same text. */
const joinParts = (parts: readonly Identity[]): string =>
  parts.map((part) => `${String(part).length}:${String(part)}`).join('')

/** The key of values of some fields: of one field its own identity, of several a text. */
export function keyOfValues(fields: readonly FieldShape[]): KeyOf {
  const identities = fields.map(identityOf)
  const [single] = identities
  if (identities.length === 1 && single !== undefined) {
    return ([value]) => (isNull(value) ? null : single(value))
  }
  return (values) =>
    values.some(isNull) ? null : joinParts(identities.map((identity, i) => identity(values[i])))
}

/** The key of some fields in a full row. */
export function keyOfRow(fields: readonly FieldShape[]): KeyOf {
  const keyOf = keyOfValues(fields)
  const [field] = fields
  if (fields.length === 1 && field !== undefined) return (row) => keyOf([row[field.index]])
  return (row) => keyOf(fields.map(({ index }) => row[index]))
}
