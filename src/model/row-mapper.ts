import type { Row } from '../store/contract.ts'
import { cast } from '../support/cast.ts'

/** How one column of a row becomes a property; `decode` is not asked about null. */
export interface MappedColumn {
  readonly name: string
  readonly decode: ((raw: never) => unknown) | undefined
}

/** Turns rows into plain objects. */
export type RowMapper = (rows: readonly Row[]) => Record<string, unknown>[]

const property = ({ name, decode }: MappedColumn, i: number): string => {
  const value = decode === undefined ? `row[${i}]` : `row[${i}] === null ? null : decode[${i}](row[${i}])`
  return `${JSON.stringify(name)}: ${value}`
}

/**
 * The mapper of one shape of rows, as a generated function: an object literal gives all objects one hidden class. A
 * closure over the names was measured at eight times the time, at fifty with a dozen shapes (docs/adr/0008).
 */
export function createRowMapper(columns: readonly MappedColumn[]): RowMapper {
  const source = `const out = new Array(rows.length)
for (let i = 0; i < rows.length; i++) { const row = rows[i]; out[i] = { ${columns.map(property).join(', ')} } }
return out`
  const decode = columns.map((column) => column.decode)
  try {
    const map = cast<(decode: unknown, rows: readonly Row[]) => Record<string, unknown>[]>(
      new Function('decode', 'rows', source),
      'the source above takes these and returns this',
    )
    return (rows) => map(decode, rows)
  } catch {
    return closureMapper(columns)
  }
}

/** The same where the process forbids code generation (`--disallow-code-generation-from-strings`). */
export function closureMapper(columns: readonly MappedColumn[]): RowMapper {
  return (rows) =>
    rows.map((row) => {
      const object: Record<string, unknown> = {}
      for (const [i, { name, decode }] of columns.entries()) {
        const raw = row[i]
        object[name] =
          decode === undefined || raw === null ? raw : decode(cast<never>(raw, 'a value of this column'))
      }
      return object
    })
}
