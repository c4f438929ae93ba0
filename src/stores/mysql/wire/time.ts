import type { Cursor } from './cursor.ts'

const two = (number: number): string => (number < 10 ? `0${number}` : String(number))
const three = (number: number): string => String(number).padStart(3, '0')

/** The day of a date as `YYYY-MM-DD`: of one that is all zeros nothing was sent. */
export function readDate(from: Cursor): string {
  const end = from.byte() + from.at
  const day =
    end > from.at
      ? `${String(from.pair()).padStart(4, '0')}-${two(from.byte())}-${two(from.byte())}`
      : '0000-00-00'
  from.at = end
  return day
}

/** Of the years before 100, `Date.UTC` thinks that they are of the twentieth century. */
function early(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day)
}

/** Thousandths of a second out of millionths. */
const thousandths = (from: Cursor): number => Math.floor(from.word() / 1000)

/** A moment as milliseconds since 1970, by the clock of UTC; NaN for a date that is none. */
export function readMoment(from: Cursor): number {
  const length = from.byte()
  if (length === 0) return Number.NaN
  const [year, month, day] = [from.pair(), from.byte(), from.byte()]
  if (month === 0 || day === 0) {
    from.at += length - 4
    return Number.NaN
  }
  const start = year < 100 ? early(year, month - 1, day) : Date.UTC(year, month - 1, day)
  if (length === 4) return start
  const seconds = from.byte() * 3600 + from.byte() * 60 + from.byte()
  return start + seconds * 1000 + (length > 7 ? thousandths(from) : 0)
}

/** A time of day as `HH:MM:SS.mmm`; a column may also hold a span, with days or a sign. */
export function readTime(from: Cursor): string {
  const length = from.byte()
  if (length === 0) return '00:00:00.000'
  const sign = from.byte() === 1 ? '-' : ''
  const hours = from.word() * 24 + from.byte()
  const text = `${sign}${two(hours)}:${two(from.byte())}:${two(from.byte())}`
  return `${text}.${three(length > 8 ? thousandths(from) : 0)}`
}
