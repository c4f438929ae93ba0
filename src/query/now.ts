import { PrometheusError } from '../errors/error.ts'
import type { Now, NowOffset } from '../schema/value-types.ts'

const units = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
} as const

/** The operand that `now()` makes; only the function makes one, so that no request body can. */
export class NowOperand implements Now {
  readonly $now: NowOffset

  constructor(offset: NowOffset) {
    this.$now = Object.freeze({ ...offset })
    Object.freeze(this)
  }

  /** The instant that it stands for, when asked. */
  toDate(): Date {
    let milliseconds = 0
    for (const unit of Object.keys(units) as (keyof typeof units)[])
      milliseconds += (this.$now[unit] ?? 0) * units[unit]
    return new Date(Date.now() + milliseconds)
  }
}

/** Whether a filter holds the present in any place, so that each reading of it may be another. */
export function asksForNow(filter: unknown): boolean {
  if (filter instanceof NowOperand) return true
  if (typeof filter !== 'object' || filter === null) return false
  return Object.values(filter).some(asksForNow)
}

/**
 * The present, as an operand of a filter on a datetime.
 * @example
 * db.Post.find({ where: { createdAt: { $gte: now({ days: -7 }) } } })
 */
export function now(offset: NowOffset = {}): Now {
  for (const [unit, amount] of Object.entries(offset)) {
    if (!(unit in units) || !Number.isFinite(amount)) {
      throw new PrometheusError(
        'INVALID_QUERY',
        `now(): '${unit}' must be one of ${Object.keys(units).join(', ')}, with a number.`,
      )
    }
  }
  return new NowOperand(offset)
}
