import { createHash } from 'node:crypto'
import type { TableState } from '../store/schema-access.ts'

/** A checksum of text: SHA-256, in hexadecimal digits. */
export const checksum = (text: string): string => createHash('sha256').update(text).digest('hex')

const byName = (a: { readonly name?: string }, b: { readonly name?: string }): number =>
  (a.name ?? '') < (b.name ?? '') ? -1 : 1

/** A value in JSON with the keys of each object in order, so that equal values have one text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )

const stateOf = ({ columns, indexes, references, ...rest }: TableState): string =>
  canonical({
    ...rest,
    columns: columns.toSorted(byName),
    indexes: indexes.toSorted(byName),
    references: references.map(canonical).toSorted(),
  })

/** A checksum of tables, those of some names only: the order of tables, columns and indexes is no matter. */
export const schemaChecksum = (tables: readonly TableState[], names: readonly string[]): string =>
  checksum(
    tables
      .filter(({ name }) => names.includes(name))
      .toSorted(byName)
      .map(stateOf)
      .join('\n'),
  )
