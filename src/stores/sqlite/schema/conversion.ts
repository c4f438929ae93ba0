import type { ColumnState } from '../../../store/schema-access.ts'
import { quoted } from '../../sql/schema/names.ts'
import { refusedConversion } from '../../sql/schema/refused.ts'
import { decimal } from './decimal-conversion.ts'
import { foreign } from './foreign-conversion.ts'
import type { Conversion, Guard } from './guards.ts'
import {
  isBit,
  isDay,
  isDayStart,
  isJson,
  isMoment,
  isObjectId,
  isSafe,
  isShort,
  isTime,
  isUtf8,
  isUuid,
  isWhole,
  spellsInteger,
  spellsNumber,
} from './guards.ts'

type Convert = (column: string) => Conversion

const copy: Convert = (expression) => ({ expression })
const copyIf =
  (guard: Guard): Convert =>
  (column) => ({ expression: column, guard: guard(column) })
const castTo =
  (type: string, guard?: Guard): Convert =>
  (column) => ({
    expression: `cast(${column} as ${type})`,
    ...(guard !== undefined && { guard: guard(column) }),
  })

/** The conversions that lose nothing, or have a guard that stops them where they would; by the forms. */
const CONVERSIONS: Readonly<Record<string, Convert>> = {
  'integer > number': castTo('real', isSafe),
  'number > integer': castTo('integer', isWhole),
  'integer > text': castTo('text'),
  'text > integer': castTo('integer', spellsInteger),
  'number > text': castTo('text', isShort),
  'text > number': castTo('real', spellsNumber),
  'boolean > integer': copy,
  'integer > boolean': copyIf(isBit),
  'integer > datetime': copyIf(isMoment),
  'datetime > integer': copy,
  'date > datetime': (column) => ({ expression: `unixepoch(${column}) * 1000`, guard: isDay(column) }),
  'datetime > date': (column) => ({
    expression: `date(${column} / 1000, 'unixepoch')`,
    guard: isDayStart(column),
  }),
  'text > uuid': copyIf(isUuid),
  'text > objectId': copyIf(isObjectId),
  'text > date': copyIf(isDay),
  'text > time': copyIf(isTime),
  'text > json': copyIf(isJson),
  'json > text': copy,
  'uuid > text': copy,
  'objectId > text': copy,
  'date > text': copy,
  'time > text': copy,
  'file > json': copy,
  'text > bytes': castTo('blob'),
  'bytes > text': castTo('text', isUtf8),
}

const BY_TYPE: Readonly<Record<string, string>> = {
  INTEGER: 'integer',
  TEXT: 'text',
  REAL: 'number',
  BLOB: 'bytes',
}
const formOf = ({ form, type }: ColumnState): string => form ?? BY_TYPE[type] ?? 'unknown'

/** How the values of a column become those of its successor, which has the same name. */
export function conversion(table: string, from: ColumnState, to: ColumnState): Conversion {
  const column = quoted(from.name)
  const [is, becomes] = [formOf(from), formOf(to)]
  if (is === becomes || (from.form === undefined && from.type === to.type)) return copy(column)
  const found =
    is === 'unknown'
      ? foreign(column, becomes)
      : (CONVERSIONS[`${is} > ${becomes}`]?.(column) ?? decimal(from, to, is, becomes))
  if (found === undefined) throw refusedConversion(table, from.name, is, becomes)
  return found
}
