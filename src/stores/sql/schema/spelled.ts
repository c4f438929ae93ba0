/**
 * How values are spelled in text that become values of another type and mean the same: regular expressions that
 * PostgreSQL, MySQL and MariaDB read alike. A number with zeros before it is a text that only looks like one.
 */

/** The most that an expression can count. */
const MOST = 255

const wholePart = (digits: number): string =>
  digits <= 0 ? '0' : `(0|[1-9][0-9]{0,${Math.min(digits, MOST) - 1}})`
const fraction = (digits: number): string =>
  digits <= 0 ? '([.]0+)?' : `([.][0-9]{1,${Math.min(digits, MOST)}}0*)?`

/** An integer of the 64 bits of a `bigint` or somewhat more. */
export const INTEGER = '^(0|-?[1-9][0-9]{0,19})$'

/** A number with so many digits before its point, and after it. */
export const decimalOf = (whole: number, scale: number): string => `^-?${wholePart(whole)}${fraction(scale)}$`

/** A number, with or without an exponent. */
export const NUMBER = `^-?${wholePart(MOST)}${fraction(MOST)}([eE][-+]?[0-9]{1,3})?$`

/** A day of the calendar, but that some months are shorter. */
export const DATE = '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'

/** A time of the day, with so many digits of its seconds. */
export const timeOf = (digits: number): string =>
  `^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]${fraction(digits)}$`

export const UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'

export const OBJECT_ID = '^[0-9a-f]{24}$'
