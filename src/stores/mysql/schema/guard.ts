import type { ColumnState } from '../../../store/schema-access.ts'
import { refusedConversion } from '../../sql/schema/refused.ts'
import { quoted } from './names.ts'
import type { Guard } from './number-guards.ts'
import {
  decimalInReal,
  inDigits,
  inRange,
  realInDigits,
  realInReal,
  realInText,
  wholeInRange,
  wholeInReal,
} from './number-guards.ts'
import {
  bytesInLength,
  bytesInText,
  inLength,
  spellsDate,
  spellsDecimal,
  spellsInteger,
  spellsReal,
  spellsTime,
  textInBytes,
  textInLength,
} from './text-guards.ts'
import { typeOf } from './types.ts'

const MICROSECONDS = 6

/** The seconds have no more digits than the new type has. */
const inSeconds: Guard = (column, to, from) =>
  to.size >= from.size ? undefined : `microsecond(${column}) % ${10 ** (MICROSECONDS - to.size)} = 0`

/** A `timestamp` begins in 1970 and ends in 2038. */
const inEpoch: Guard = (column, { base }) =>
  base === 'timestamp'
    ? `${column} >= '1970-01-01 00:00:01' and ${column} < '2038-01-19 03:14:07'`
    : undefined

const both =
  (first: Guard, second: Guard): Guard =>
  (column, to, from) =>
    [first(column, to, from), second(column, to, from)]
      .filter((guard) => guard !== undefined)
      .join(' and ') || undefined

/** What each value must fulfil, by the families of types: an ALTER TABLE changes in silence what it can round or cut. */
const GUARDS: Readonly<Record<string, Guard>> = {
  'integer > integer': inRange,
  'integer > number': wholeInReal,
  'integer > decimal': inDigits,
  'integer > text': inLength,
  'number > number': realInReal,
  'number > integer': wholeInRange,
  'number > decimal': realInDigits,
  'number > text': both(realInText, inLength),
  'decimal > decimal': inDigits,
  'decimal > integer': wholeInRange,
  'decimal > number': decimalInReal,
  'decimal > text': inLength,
  'text > text': textInLength,
  'text > integer': spellsInteger,
  'text > number': spellsReal,
  'text > decimal': spellsDecimal,
  'text > date': spellsDate,
  'text > time': spellsTime,
  'text > bytes': textInBytes,
  'text > json': (column) => `json_valid(${column})`,
  'bytes > text': bytesInText,
  'bytes > bytes': bytesInLength,
  'json > text': inLength,
  'file > json': inLength,
  'date > text': inLength,
  'date > datetime': inEpoch,
  'datetime > date': (column) => `time(${column}) = 0`,
  'datetime > datetime': both(inSeconds, inEpoch),
  'time > text': inLength,
  'time > time': inSeconds,
}

/** Elements that stand in JSON as themselves, so that an array of them is a value of JSON. */
const isJsonOf = (from: string, to: string): boolean =>
  to === 'json' && /^array of (text|integer|number|boolean|json)$/.test(from)

/** Whether one type keeps all that another does, as it is. */
function keepsAll(from: ColumnState, to: ColumnState): boolean {
  const [is, becomes] = [typeOf(from), typeOf(to)]
  if (is.family !== becomes.family) return isJsonOf(is.family, becomes.family)
  return from.type === to.type || (to.form !== 'text' && /^(json|longtext)/.test(to.type))
}

/** What the values of a column must fulfil to become those of another type; nothing where all can. */
export function guardOf(table: string, from: ColumnState, to: ColumnState): string | undefined {
  if (keepsAll(from, to)) return undefined
  const [is, becomes] = [typeOf(from), typeOf(to)]
  // A float of fixed digits rounds what it gets.
  const rounds = becomes.family === 'number' && becomes.size > 0
  const guard = rounds ? undefined : GUARDS[`${is.family} > ${becomes.family}`]
  if (guard === undefined) throw refusedConversion(table, from.name, is.family, becomes.family)
  return guard(quoted(from.name), becomes, is)
}
