const PARTS =
  /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/

/** A moment as it is written in a zone of the session's own choice. */
function inZone(text: string): Date {
  const [, year, month, day, hours, minutes, seconds, fraction = '0', sign, h, m = '0', s = '0'] =
    PARTS.exec(text) ?? []
  const local = new Date(0)
  local.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  local.setUTCHours(Number(hours), Number(minutes), Number(seconds), Number(fraction.padEnd(3, '0')))
  const offset = (Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1000
  return new Date(local.getTime() - (sign === '-' ? -offset : offset))
}

/** The moment of a `timestamptz` as PostgreSQL writes it. */
export function decodeMoment(text: string): Date {
  return text.endsWith('+00') ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : inZone(text)
}

/** A `time` at its three digits, of which PostgreSQL leaves out zeros. */
export const decodeTime = (text: string): string => (text.length === 8 ? `${text}.000` : text.padEnd(12, '0'))
