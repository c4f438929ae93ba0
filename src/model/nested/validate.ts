import type { RecordBase } from '../record.ts'
import { hasRelated } from '../record.ts'
import type { Binding } from '../scope.ts'
import { bindingOfRecord } from '../write/saved-record.ts'
import { validateRecord } from '../write/validate.ts'
import { loadRelatedWrites } from './together.ts'

/** Checks what a record would store, with all that its relations were given, and throws all problems at once. */
export async function validateAll(record: RecordBase, binding: Binding): Promise<void> {
  if (!hasRelated(record)) return validateRecord(record, binding)
  const { validateRelated } = await loadRelatedWrites()
  return validateRelated(record, binding)
}

/** Checks a record without storing it: VALIDATION_FAILED with all problems, or the record. */
export async function validate(record: RecordBase): Promise<RecordBase> {
  await validateAll(record, bindingOfRecord(record))
  return record
}
