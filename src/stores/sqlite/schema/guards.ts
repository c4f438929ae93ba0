/** How values of one column become those of another. */
export interface Conversion {
  readonly expression: string
  /** What each value that is not null must fulfil. */
  readonly guard?: string
}

/** What each value of a column that is not null must fulfil; its answer is never unknown. */
export type Guard = (column: string) => string

const DIGIT = '[0-9]'
const digits = (count: number): string => DIGIT.repeat(count)
const hexes = (count: number): string => '[0-9a-f]'.repeat(count)

const matches =
  (pattern: string): Guard =>
  (column) =>
    `${column} glob '${pattern}'`

const DAY = `${digits(4)}-${digits(2)}-${digits(2)}`

export const isUuid: Guard = matches([8, 4, 4, 4, 12].map(hexes).join('-'))
export const isObjectId: Guard = matches(hexes(24))
export const isJson: Guard = (column) => `json_valid(${column})`
export const isBit: Guard = (column) => `${column} in (0, 1)`

/** SQLite takes the 31st of a short month for a day of the next one. */
export const isDay: Guard = (column) => `${matches(DAY)(column)} and date(${column}) is ${column}`
/** It takes the 24th hour too. */
export const isTime: Guard = (column) =>
  `strftime('%H:%M:%f', '2000-01-01 ' || ${column}) is ${column} and ${column} < '24'`

/** Milliseconds that are a day's beginning, of the years that texts of days have. */
export const isDayStart: Guard = (column) =>
  `${column} % 86400000 = 0 and ${column} between -62167219200000 and 253402214400000`

/** Milliseconds that a date of JavaScript can be. */
export const isMoment: Guard = (column) => `${column} between -8640000000000000 and 8640000000000000`

/** An integer that a float keeps, whatever its neighbours are. */
export const isSafe: Guard = (column) => `${column} between -9007199254740992 and 9007199254740992`

/** A float without a fraction that an integer keeps: a cast stops at the last integer, and comparisons are exact. */
export const isWhole: Guard = (column) => `cast(${column} as integer) = ${column}`

/** The text of an integer as SQLite itself writes it. */
export const spellsInteger: Guard = (column) => `cast(cast(${column} as integer) as text) = ${column}`

/** The text of a number as SQLite itself writes it. */
export const spellsNumber: Guard = (column) =>
  `(cast(cast(${column} as real) as text) = ${column} or (${spellsInteger(column)} and ${isSafe(`cast(${column} as integer)`)}))`

/** A float that its text tells: before SQLite 3.53 that had fifteen digits. */
export const isShort: Guard = (column) => `cast(cast(${column} as text) as real) = ${column}`

/** Bytes that are text: SQLite itself takes any for it. */
export const isUtf8: Guard = (column) => `prometheus_is_utf8(${column})`
