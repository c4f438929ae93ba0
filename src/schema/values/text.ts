import { isIP } from 'node:net'
import { codePointLength } from '../../support/code-points.ts'
import type { WrittenOptions } from '../definition.ts'
import type { Parse } from './refusal.ts'
import { Refusal, wrongType } from './refusal.ts'

const NUL = '\u0000'

/** Text as every store can keep it: no NUL, no lone surrogate; or the reason why not. */
export function parseText(value: unknown): string | Refusal {
  if (typeof value !== 'string') return wrongType('a string')
  if (value.includes(NUL)) return new Refusal('nul', 'must not contain the NUL character')
  if (!value.isWellFormed()) return new Refusal('surrogate', 'must not contain half a surrogate pair')
  return value
}

function checkLength(text: string, { minLength, maxLength }: WrittenOptions): Refusal | undefined {
  if (maxLength !== undefined && text.length > maxLength && codePointLength(text) > maxLength) {
    return new Refusal('too_long', `must have at most ${maxLength} characters`)
  }
  if (minLength !== undefined && codePointLength(text) < minLength) {
    return new Refusal('too_short', `must have at least ${minLength} characters`)
  }
  return undefined
}

function checkPattern(text: string, pattern: RegExp | undefined): Refusal | undefined {
  if (pattern === undefined) return undefined
  pattern.lastIndex = 0
  return pattern.test(text) ? undefined : new Refusal('pattern', `must match ${String(pattern)}`)
}

/** string and text: length and pattern as declared. */
export const textParser =
  (options: WrittenOptions): Parse =>
  (value) => {
    const text = parseText(value)
    if (text instanceof Refusal) return text
    return checkLength(text, options) ?? checkPattern(text, options.pattern) ?? text
  }

/** A text kind with a canonical form: `canonical` gives it, or undefined where the text has another form. */
function formParser(
  options: WrittenOptions,
  expected: string,
  canonical: (text: string) => string | undefined,
): Parse {
  return (value) => {
    const text = parseText(value)
    if (text instanceof Refusal) return text
    const form = canonical(text)
    if (form === undefined) return new Refusal('format', `must be ${expected}`)
    return checkLength(form, options) ?? checkPattern(form, options.pattern) ?? form
  }
}

function canonicalEmail(text: string): string | undefined {
  const parts = /^([^\s@"]{1,64})@([^\s@]+\.[^\s@.]{2,})$/u.exec(text.trim())
  return parts === null || text.length > 254 ? undefined : `${parts[1]}@${parts[2]?.toLowerCase()}`
}

function canonicalUrl(text: string): string | undefined {
  if (text.length > 2048 || !URL.canParse(text)) return undefined
  return /^https?:$/.test(new URL(text).protocol) ? text : undefined
}

function canonicalPhone(text: string): string | undefined {
  const digits = text.replace(/[\s().-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined
}

function canonicalColor(text: string): string | undefined {
  const color = text.toLowerCase()
  if (/^#[0-9a-f]{3}$/.test(color)) return color.replace(/[0-9a-f]/g, '$&$&')
  return /^#([0-9a-f]{6}|[0-9a-f]{8})$/.test(color) ? color : undefined
}

function canonicalIp(text: string): string | undefined {
  const version = text.includes('%') ? 0 : isIP(text)
  if (version === 4) return text
  return version === 6 ? new URL(`http://[${text}]`).hostname.slice(1, -1) : undefined
}

/** email: trimmed, domain in lower case. */
export const emailParser = (options: WrittenOptions) =>
  formParser(options, 'an e-mail address', canonicalEmail)
/** url: http or https, kept as given. */
export const urlParser = (options: WrittenOptions) =>
  formParser(options, 'an http or https address', canonicalUrl)
/** phone: E.164, without spaces and punctuation. */
export const phoneParser = (options: WrittenOptions) =>
  formParser(options, 'an international phone number such as +4930123456', canonicalPhone)
/** color: `#rrggbb` or `#rrggbbaa` in lower case. */
export const colorParser = (options: WrittenOptions) =>
  formParser(options, 'a color such as #ff8800', canonicalColor)
/** ip: IPv4, or IPv6 in its shortest form. */
export const ipParser = (options: WrittenOptions) => formParser(options, 'an IP address', canonicalIp)

/** enum: one of the declared values. */
export function enumParser(values: readonly string[]): Parse {
  const known = new Set<unknown>(values)
  const expected = `one of ${values.map((value) => `'${value}'`).join(', ')}`
  return (value) => (known.has(value) ? value : new Refusal('enum', `must be ${expected}`))
}
