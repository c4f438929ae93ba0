import type { Decode, PreparedRead, Row } from '../store/contract.ts'
import { cast } from '../support/cast.ts'

/** The value of one cell of a row: null, or what its column's decoder makes of it. */
export function decodeCell(decode: Decode | undefined, raw: unknown): unknown {
  return raw === null || decode === undefined ? raw : decode(cast<never>(raw, 'a value of this column'))
}

/** The values of a row. */
export const decodeRow = (row: Row, { decode }: PreparedRead): unknown[] =>
  row.map((raw, i) => decodeCell(decode[i], raw))
