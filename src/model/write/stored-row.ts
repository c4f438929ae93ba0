import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import { readKey, readyKeyed } from '../read/find-by-id.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Bindable, Binding } from '../scope.ts'
import { bindingOfRecord, notFound, requireLoaded, requireSaved } from './saved-record.ts'

const wholeRow = ({ shape }: ConnectedModel) => ({ fields: shape.fields, beside: [], joined: [], key: '' })

/**
 * The canonical values of a stored row, or null where it is not there for the caller to see. With `update`, in a transaction that will change
 * it, others are kept from that where the store can.
 */
export async function readStoredRow(
  binding: Binding,
  key: readonly unknown[],
  change?: 'update',
): Promise<unknown[] | null> {
  const { model } = binding
  const lock = model.store.capabilities.lock ? change : undefined
  const { guard } = binding.scope
  const isAsked = guard?.asks(model) === true
  const wide = isAsked ? guard.superset(binding) : binding
  const { shape, parameters } = readyKeyed(wide, key, wholeRow(model), lock)
  const found = await execute(binding, 'find', shape.prepared, parameters)
  const [row] = isAsked ? await guard.admit(binding, shape, found) : found
  return row === undefined ? null : decodeRow(row, shape.prepared)
}

/** The same, of a row that has to be there. */
export async function readAnew(
  binding: Binding,
  key: readonly unknown[],
  change?: 'update',
): Promise<unknown[]> {
  const row = await readStoredRow(binding, key, change)
  if (row === null) throw notFound(binding.model)
  return row
}

/** Loads what a record is made of that was made by its key: what `new Model(key)` does. */
export async function load(owner: Bindable, key: unknown): Promise<unknown[] | null> {
  const binding = bindingOf(owner)
  const values = readKey(binding.model, key)
  return values === undefined ? null : readStoredRow(binding, values)
}

/** Reads a record anew, and drops what was changed. */
export async function reload(record: RecordBase): Promise<RecordBase> {
  const binding = bindingOfRecord(record)
  await requireLoaded(record)
  const access = accessTo(record)
  access.adopt(binding.model, await readAnew(binding, requireSaved(record, binding)))
  access.forgetRelated()
  await binding.scope.guard?.mask(binding, { items: [record] })
  return record
}
