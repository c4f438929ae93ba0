import { isPrometheusError, ValidationError } from '../../errors/error.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { readKey } from '../read/find-by-id.ts'
import { accessTo, RecordBase } from '../record.ts'
import type { Bindable, Binding } from '../scope.ts'
import { keyValues } from '../write/saved-record.ts'
import { readStoredRow } from '../write/stored-row.ts'

/** Why a value cannot name a record of a model, or undefined: a record that is stored, or a key. */
export function targetProblem(model: ConnectedModel, value: unknown): string | undefined {
  if (value instanceof RecordBase) {
    if (bindingOf(value.constructor as Bindable).model.shape !== model.shape)
      return `is no record of ${model.name}`
    return value.isNew ? 'is a record that is not saved yet' : undefined
  }
  const reason = `takes a record of ${model.name} or its key`
  if (value === undefined || value === null || typeof value === 'boolean') return reason
  try {
    readKey(model, value)
    return undefined
  } catch (error) {
    if (isPrometheusError(error)) return reason
    throw error
  }
}

/** The key that names a record, or undefined where no record can have it. */
export async function targetKey(
  model: ConnectedModel,
  value: unknown,
): Promise<readonly unknown[] | undefined> {
  if (!(value instanceof RecordBase)) return readKey(model, value)
  return (await value.ready) === null ? undefined : keyValues(model, accessTo(value).canonicalRow(model))
}

/** A record that is to be connected is not there. */
export const missingTarget = ({ name }: ConnectedModel): ValidationError =>
  new ValidationError(name, [{ field: '', code: 'missing', message: `names no ${name} that is there` }])

/** The key of a record that is to be connected; VALIDATION_FAILED where it is not there. */
export async function connectableKey(binding: Binding, target: unknown): Promise<readonly unknown[]> {
  const key = await targetKey(binding.model, target)
  if (key !== undefined && (await readStoredRow(binding, key)) !== null) return key
  throw missingTarget(binding.model)
}
