import { ValidationError } from '../../errors/error.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Binding } from '../scope.ts'
import { validateRecord } from '../write/validate.ts'
import { problemsOfDraft } from './check-related.ts'
import { problemsOf } from './place.ts'

/** Checks what a record would store, with all that its relations were given, and throws all problems at once. */
export async function validateRelated(record: RecordBase, binding: Binding): Promise<void> {
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
