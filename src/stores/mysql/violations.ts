import type { ErrorCode } from '../../errors/codes.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { checkName, keyName } from '../sql/names.ts'
import type { Told } from '../sql/violations.ts'
import { checkTold, mismatchTold, notNullTold, told, toldOf, uniqueTold } from '../sql/violations.ts'

type Model = ModelShape | undefined
/** How a message of the server becomes one of ours. */
export type Conversion = (message: string, model: Model) => Told

/** The field of a column, where it is one of the model. */
export const fieldOf = (column: string | undefined, model: Model): FieldShape | undefined =>
  model?.fields.find((field) => field.column === column)

/** The attribute of the column that a message names, as 'x' or as `db`.`table`.`x`. */
export function attributeIn(message: string, model: Model): string {
  const column =
    /[Cc]olumn (?:`(?:[^`]|``)*`\.`(?:[^`]|``)*`\.`((?:[^`]|``)*)`|'(.*?)' (?:at|cannot)|'(.*)')/.exec(
      message,
    )
  const name = (column?.[1] ?? column?.[2] ?? column?.[3] ?? '').replaceAll('``', '`')
  return fieldOf(name, model)?.name ?? name
}

const namesOf = (fields: readonly FieldShape[]): readonly string[] => fields.map(({ name }) => name)

/** MySQL puts the table before the name of an index, MariaDB does not. The value before it may say anything. */
function unique(message: string, model: Model): Told {
  const key = /^.*for key '(.*)'$/s.exec(message)?.[1] ?? ''
  const is = (name: string): boolean => key === name || key === `${model?.table}.${name}`
  if (model !== undefined && (is('PRIMARY') || is(keyName(model))))
    return uniqueTold(model, namesOf(model.key), undefined)
  const index = model?.indexes.find(({ name }) => is(name))
  return uniqueTold(model, index === undefined ? [key] : namesOf(index.fields), index?.name ?? key)
}

/** MariaDB calls the check of a column `table.column`, MySQL by its name. */
function check(message: string, model: Model): Told {
  const name = /^CONSTRAINT `(.*?)` failed|^Check constraint '(.*)' is violated/s.exec(message)
  const known = name?.[1] ?? name?.[2]
  const field = model?.fields.find(
    ({ column }) => known === `${model.table}.${column}` || known === checkName(model, column),
  )
  return checkTold(model, field)
}

const notNull: Conversion = (message, model) => notNullTold(model, attributeIn(message, model))

function wrongValue(message: string, model: Model): Told {
  const field = attributeIn(message, model)
  const text = 'the column does not take a value of this size or type.'
  return field === '' ? told(model, text) : toldOf(model, field, text.replace('column', `column of ${field}`))
}

const mismatch: Conversion = (message, model) => mismatchTold(model, message)

const FOREIGN_KEY: Conversion = (_message, model) =>
  told(
    model,
    'a reference names a record that is not there, or the record is still referred to. Create the target first, or remove what refers to it.',
  )

/** By number, what is about values of a model. */
export const violations: Readonly<Record<number, readonly [ErrorCode, Conversion]>> = {
  1062: ['UNIQUE_VIOLATION', unique],
  1586: ['UNIQUE_VIOLATION', unique],
  1048: ['NOT_NULL_VIOLATION', notNull],
  1364: [
    'NOT_NULL_VIOLATION',
    (message, model) =>
      notNullTold(model, fieldOf(/Field '(.*)' doesn't/.exec(message)?.[1], model)?.name ?? ''),
  ],
  1263: ['NOT_NULL_VIOLATION', notNull],
  1216: ['FOREIGN_KEY_VIOLATION', FOREIGN_KEY],
  1217: ['FOREIGN_KEY_VIOLATION', FOREIGN_KEY],
  1451: ['FOREIGN_KEY_VIOLATION', FOREIGN_KEY],
  1452: ['FOREIGN_KEY_VIOLATION', FOREIGN_KEY],
  4025: ['CHECK_VIOLATION', check],
  3819: ['CHECK_VIOLATION', check],
  1265: ['CHECK_VIOLATION', wrongValue],
  1292: ['CHECK_VIOLATION', wrongValue],
  1366: ['CHECK_VIOLATION', wrongValue],
  1367: ['CHECK_VIOLATION', wrongValue],
  1406: ['CHECK_VIOLATION', wrongValue],
  3140: ['CHECK_VIOLATION', wrongValue],
  1146: ['SCHEMA_MISMATCH', mismatch],
  1054: ['SCHEMA_MISMATCH', mismatch],
  1136: ['SCHEMA_MISMATCH', mismatch],
}
