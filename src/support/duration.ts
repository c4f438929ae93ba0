const UNITS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

const PATTERN = /^([1-9]\d*)([smhdw])$/

/** The milliseconds of a length of time such as '14d', in seconds, minutes, hours, days or weeks; undefined of anything else. */
export function durationOf(written: unknown): number | undefined {
  const [, count, unit] = PATTERN.exec(typeof written === 'string' ? written : '') ?? []
  return unit === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS] * 1000
}
