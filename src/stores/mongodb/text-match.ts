import type { Document } from 'mongodb'
import type { PartMatch, TextMatch } from '../../query/condition.ts'
import { cast } from '../../support/cast.ts'
import { codePointLength, foldAscii } from '../../support/code-points.ts'
import type { Slot } from './template.ts'
import { param } from './template.ts'

const textOf = (value: unknown): string => cast<string>(value, 'the operand of a text operator is text')
const literal = (position: number, encode: (text: string) => unknown = (text) => text): Slot =>
  param(position, (value) => ({ $literal: encode(textOf(value)) }))

/** Every text includes the empty one, whatever a server says of its place. */
const includes = (text: unknown, part: unknown): Document => ({
  $or: [{ $eq: [part, ''] }, { $gte: [{ $indexOfBytes: [text, part] }, 0] }],
})

/** How many characters of the text come before its last ones, which are as many as the operand has. */
const before = (text: unknown, position: number): Document => ({
  $max: [0, { $subtract: [{ $strLenCP: text }, literal(position, codePointLength)] }],
})

/** Each text operator as an expression over a text; regular expressions would bound the length of the operand. */
const MATCHES: Readonly<Record<PartMatch, (text: unknown, position: number) => Document>> = {
  contains: (text, position) => includes(text, literal(position)),
  icontains: (text, position) => includes({ $toLower: text }, literal(position, foldAscii)),
  startsWith: (text, position) => ({
    $or: [{ $eq: [literal(position), ''] }, { $eq: [{ $indexOfBytes: [text, literal(position)] }, 0] }],
  }),
  endsWith: (text, position) => ({
    $eq: [
      { $substrCP: [text, before(text, position), literal(position, codePointLength)] },
      literal(position),
    ],
  }),
}

const part = (match: TextMatch) => cast<PartMatch>(match, 'no search comes to a store that says it has none')

/** A text operator as an expression, false of what is no text; `text` names the value and is looked at more than once. */
export const textMatch = (match: TextMatch, text: string, position: number): Document => ({
  $cond: [{ $eq: [{ $type: text }, 'string'] }, MATCHES[part(match)](text, position), false],
})

const LAST_CODE_POINT = 0x10ffff
const SURROGATES = { first: 0xd800, last: 0xdfff }

/** The least text above all that begin with a prefix, or nothing where there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = [...prefix]
  while (points.length > 0) {
    const next = (points.pop()?.codePointAt(0) ?? 0) + 1
    if (next > LAST_CODE_POINT) continue
    const isSurrogate = next >= SURROGATES.first && next <= SURROGATES.last
    return points.join('') + String.fromCodePoint(isSurrogate ? SURROGATES.last + 1 : next)
  }
  return undefined
}

/** The texts with a prefix as a range, which can use an index. */
export function prefixRange(value: unknown): Document {
  const prefix = textOf(value)
  const end = prefixEnd(prefix)
  return end === undefined ? { $gte: prefix, $type: 'string' } : { $gte: prefix, $lt: end }
}
