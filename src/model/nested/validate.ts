import { ValidationError } from '../../errors/error.ts'
import type { RecordBase } from '../record.ts'
import { accessTo, hasRelated } from '../record.ts'
import type { Binding } from '../scope.ts'
import { bindingOfRecord } from '../write/saved-record.ts'
import { validateRecord } from '../write/validate.ts'
import { problemsOfDraft } from './check-related.ts'
import { problemsOf } from './place.ts'

/** Checks what a record would store, with all that its relations were given, and throws all problems at once. */
export async function validateAll(record: RecordBase, binding: Binding): Promise<void> {
  if (!hasRelated(record)) return validateRecord(record, binding)
  const problems = await problemsOfDraft({
    binding,
    isNew: record.isNew,
    depth: 0,
    related: accessTo(record).related(),
    own: await problemsOf(() => validateRecord(record, binding)),
    isGiven: (attribute) => record.changed.includes(attribute),
  })
  if (problems.length > 0) throw new ValidationError(binding.model.name, problems)
}

/** Checks a record without storing it: VALIDATION_FAILED with all problems, or the record. */
export async function validate(record: RecordBase): Promise<RecordBase> {
  await validateAll(record, bindingOfRecord(record))
  return record
}
