import { bindingOf } from '../binding.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Bindable, Binding } from '../scope.ts'
import { checkRow } from './read-row.ts'
import { needsSettling, runValidators } from './settle.ts'

/** Checks what a record would store and throws all problems at once, by field. */
export async function validateRecord(record: RecordBase, { model }: Binding): Promise<void> {
  const access = accessTo(record)
  if (record.isNew) return checkRow(model, access.givenValues())
  const entries = [...access.changes(model)].flatMap(([attribute, change]) =>
    change.op === 'set' && needsSettling(attribute) ? [{ attribute, value: change.value }] : [],
  )
  await runValidators(model, entries, [])
}

/** Checks a record without storing it: VALIDATION_FAILED with all problems, or the record. */
export async function validate(record: RecordBase): Promise<RecordBase> {
  await validateRecord(record, bindingOf(record.constructor as Bindable))
  return record
}
