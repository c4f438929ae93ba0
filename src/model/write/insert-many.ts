import { isPromise } from '../../support/maybe-promise.ts'
import { bindingOf } from '../binding.ts'
import type { Bindable, Binding } from '../scope.ts'
import { begunCreate } from './begin-create.ts'
import { insertPermitted } from './insert.ts'
import { readRows } from './read-row.ts'

/** The values of new records with what the session says of them. */
const begun = (binding: Binding, inputs: unknown): unknown =>
  binding.scope.guard === null || !Array.isArray(inputs)
    ? inputs
    : inputs.map((values) => begunCreate(binding, values))

/** Inserts many records, all or none; gives their number. */
export async function insertMany(owner: Bindable, inputs: unknown): Promise<number> {
  const binding = bindingOf(owner)
  const rows = await readRows(binding.model, begun(binding, inputs))
  if (rows.length === 0) return 0
  const done = insertPermitted(binding, rows)
  if (isPromise(done)) await done
  return rows.length
}
