import type { WrittenOptions } from '../definition.ts'
import type { Parse } from './refusal.ts'
import { Refusal, wrongType } from './refusal.ts'

const yearStart = (year: number) => new Date(0).setUTCFullYear(year, 0, 1)
const EARLIEST = yearStart(1)
const LATEST = yearStart(10_000) - 1
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?$/

function checkRange<V extends string | Date>(
  value: V,
  min: V | undefined,
  max: V | undefined,
  show: (bound: V) => string,
): Refusal | undefined {
  if (min !== undefined && value < min) return new Refusal('too_small', `must not be before ${show(min)}`)
  if (max !== undefined && value > max) return new Refusal('too_large', `must not be after ${show(max)}`)
  return undefined
}

/** datetime: a valid Date of the years 1 to 9999; copied, since dates can be changed in place. */
export function datetimeParser(options: WrittenOptions): Parse {
  const { min, max } = options as { min?: Date; max?: Date }
  return (value) => {
    if (!(value instanceof Date)) return wrongType('a Date')
    const time = value.getTime()
    if (Number.isNaN(time)) return new Refusal('invalid_date', 'must be a valid date')
    if (time < EARLIEST || time > LATEST) return new Refusal('date_range', 'must be of the years 1 to 9999')
    return checkRange(value, min, max, (bound) => bound.toISOString()) ?? new Date(time)
  }
}

/** Whether text is a day of the calendar, 'YYYY-MM-DD', years 0001 to 9999. */
export function isCalendarDate(text: string): boolean {
  const parts = DATE.exec(text)
  if (parts === null) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const lastDay = new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate()
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= lastDay
}

/** date: a day of the calendar as text, which has no zone to shift it. */
export function dateParser(options: WrittenOptions): Parse {
  const { min, max } = options as { min?: string; max?: string }
  return (value) => {
    if (typeof value !== 'string') return wrongType("a date string 'YYYY-MM-DD'")
    if (!isCalendarDate(value))
      return new Refusal('invalid_date', "must be a day of the calendar, 'YYYY-MM-DD'")
    return checkRange(value, min, max, String) ?? value
  }
}

function canonicalTime(text: string): string | undefined {
  const parts = TIME.exec(text)
  if (parts === null) return undefined
  return `${parts[1]}:${parts[2]}:${parts[3] ?? '00'}.${(parts[4] ?? '').padEnd(3, '0')}`
}

/** time: canonical 'HH:MM:SS.mmm', which has an order as text. */
export function timeParser(options: WrittenOptions): Parse {
  const { min, max } = options as { min?: string; max?: string }
  const [first, last] = [min && canonicalTime(min), max && canonicalTime(max)]
  return (value) => {
    const time = typeof value === 'string' ? canonicalTime(value) : undefined
    if (time === undefined) return wrongType("a time string 'HH:MM:SS'")
    return checkRange(time, first, last, String) ?? time
  }
}
