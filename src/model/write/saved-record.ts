import { PrometheusError, ValidationError } from '../../errors/error.ts'
import { identityOf } from '../../query/compare.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Bindable, Binding } from '../scope.ts'
import { openScope } from '../scope.ts'

/**
 * The binding of a record's model. A record that comes out of a transaction belongs to what is around it. So it is asked
 * for before anything is awaited: what begins inside goes on inside, or fails.
 */
export function bindingOfRecord(record: RecordBase): Binding {
  const { model, scope } = bindingOf(record.constructor as Bindable)
  return { model, scope: openScope(scope) }
}

/** The record is gone. */
export const notFound = (model: ConnectedModel): PrometheusError =>
  new PrometheusError('NOT_FOUND', `${model.name}: the record is not there any more.`, { model: model.name })

/** The values of the key in a row. */
export const keyValues = (model: ConnectedModel, row: readonly unknown[]): unknown[] =>
  model.shape.key.map((field) => row[field.index])

/** A text that stands for one record: no other has the same. */
export const recordName = ({ name, shape }: ConnectedModel, key: readonly unknown[]): string =>
  `${name} ${JSON.stringify(shape.key.map((field, i) => String(identityOf(field)(key[i]))))}`

/** Waits for a record that is loading; throws its error, or NOT_FOUND. */
export async function requireLoaded(record: RecordBase): Promise<void> {
  if ((await record.ready) === null) throw notFound(bindingOfRecord(record).model)
}

/** The key of a record, which has to be stored already. */
export function requireSaved(record: RecordBase, { model }: Binding): unknown[] {
  if (!record.isNew) return keyValues(model, accessTo(record).canonicalRow(model))
  throw new ValidationError(model.name, [{ field: '', code: 'new', message: 'the record is not saved yet' }])
}
