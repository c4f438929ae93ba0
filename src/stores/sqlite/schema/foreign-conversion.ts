import { digitsOf } from '../../sql/schema/form.ts'
import type { Conversion, Guard } from './guards.ts'
import { isBit, isDay, isJson, isSafe, isShort, isWhole, spellsInteger, spellsNumber } from './guards.ts'

/** A condition by how SQLite stores the value, which the type of such a column does not say. */
const byStorage =
  (guards: Readonly<Partial<Record<'integer' | 'real' | 'text' | 'blob', string>>>): Guard =>
  (column) => {
    const cases = Object.entries(guards).map(([type, guard]) => `when '${type}' then ${guard}`)
    return `case typeof(${column}) ${cases.join(' ')} else false end`
  }

const copyIf = (column: string, guard: Guard): Conversion => ({ expression: column, guard: guard(column) })

/** SQLite takes the words of other times, and numbers, for a moment too. */
function momentOf(column: string): Conversion {
  const day = `substr(${column}, 1, 10)`
  const guard = `typeof(${column}) = 'text' and ${isDay(day)} and julianday(${column}) is not null and rtrim(${column}, '0') not glob '*.[0-9][0-9][0-9][0-9]*'`
  return { expression: `cast(round((julianday(${column}) - 2440587.5) * 86400000) as integer)`, guard }
}

/** A decimal that is stored as a number of SQLite, which has 15 digits. */
function decimalOf(column: string, form: string): Conversion | undefined {
  const digits = digitsOf(form)
  if (digits === undefined || digits.precision > 15) return undefined
  const { precision, scale } = digits
  const text = `printf('%.${scale}f', ${column})`
  return {
    expression: `case when ${column} is not null then cast(replace(${text}, '.', '') as integer) end`,
    guard: `typeof(${column}) in ('integer', 'real') and cast(${text} as real) = ${column} and abs(${column}) < 1e${precision - scale}`,
  }
}

/** What a table of strict types takes, where it would change in silence what it takes. */
const GUARDS: Readonly<Record<string, (column: string) => Guard>> = {
  text: (column) => byStorage({ text: 'true', integer: 'true', real: isShort(column) }),
  integer: (column) => byStorage({ integer: 'true', real: isWhole(column), text: spellsInteger(column) }),
  number: (column) => byStorage({ real: 'true', integer: isSafe(column), text: spellsNumber(column) }),
  bytes: () => byStorage({ blob: 'true' }),
  boolean: () => isBit,
  date: (column) => byStorage({ text: isDay(column) }),
  json: (column) => byStorage({ text: isJson(column) }),
}

/** How values become ours that other programs store under the types that they declare. */
export function foreign(column: string, becomes: string): Conversion | undefined {
  if (becomes === 'datetime') return momentOf(column)
  const guard = GUARDS[becomes]?.(column)
  return guard === undefined ? decimalOf(column, becomes) : copyIf(column, guard)
}
