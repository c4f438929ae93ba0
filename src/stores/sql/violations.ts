import type { ErrorDetails } from '../../errors/error.ts'
import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'

/** What an error says, to people and to programs. The model is not always known. */
export type Told = readonly [message: string, details: ErrorDetails]

type Model = ModelShape | undefined

const about = (model: Model): string => (model === undefined ? '' : `${model.name}: `)
const of = (model: Model): ErrorDetails => (model === undefined ? {} : { model: model.name })

/** Something of a model as a whole. */
export const told = (model: Model, text: string): Told => [`${about(model)}${text}`, of(model)]

/** Something of one field. */
export const toldOf = (model: Model, field: string, text: string): Told => [
  `${about(model)}${text}`,
  { ...of(model), field },
]

/** The values of these fields, by name, are another record's; `index` is what keeps them apart, where that is not the key. */
export const uniqueTold = (model: Model, fields: readonly string[], index: string | undefined): Told => [
  `${about(model)}another record has the same ${fields.join(', ')}. Choose another value.`,
  { ...of(model), fields, ...(index === undefined ? {} : { index }) },
]

/** Null, where the column takes none. */
export const notNullTold = (model: Model, field: string): Told =>
  toldOf(model, field, `${field} cannot be null: give a value.`)

/** A check of the table, that of a field where it is known. */
export function checkTold(model: Model, field: FieldShape | undefined): Told {
  const grown = field?.kind === 'enum' ? '; if its values have changed, write a migration' : ''
  const text = `${field?.name ?? 'a value'} is refused by a check of the table${grown}.`
  return field === undefined ? told(model, text) : toldOf(model, field.name, text)
}

/** Tables or columns are not those of the model. */
export const mismatchTold = (model: Model, message: string): Told =>
  told(model, `the database does not match the model (${message}): run db.sync() or a migration.`)

/** A reference of a field: the model that has it, and the field. */
export interface Referrer {
  readonly model: ModelShape
  readonly field: FieldShape
}

/** A record cannot go, or change its key, while another refers to it. */
export function stillReferred(
  model: ModelShape,
  { model: from, field }: Referrer,
  cause: unknown,
): PrometheusError {
  const message = `${model.name}: ${from.name}.${field.name} still refers to the record. Remove or change what refers to it first.`
  const fields = model.key.map(({ name }) => name)
  const details = { model: model.name, fields, referrer: { model: from.name, field: field.name } }
  return new PrometheusError('FOREIGN_KEY_VIOLATION', message, details, cause)
}

/** The error of a number that a field cannot hold, with the model, where only the field was known. */
export function withModel(error: PrometheusError, model: Model): PrometheusError {
  const { code, message, details } = error
  if (code !== 'NUMBER_OVERFLOW' || model === undefined || details.model !== undefined) return error
  const text = details.field === undefined ? `${model.name}: ${message}` : `${model.name}.${message}`
  return new PrometheusError(code, text, { ...of(model), ...details })
}
