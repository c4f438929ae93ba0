import { ValidationError } from '../../errors/error.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Binding } from '../scope.ts'
import { problemsOfRow } from './read-row.ts'
import { needsSettling, validatorProblems } from './settle.ts'

/** Checks what a record would store and throws all problems at once, by field. */
export async function validateRecord(record: RecordBase, { model }: Binding): Promise<void> {
  const access = accessTo(record)
  const changed = () =>
    [...access.changes(model)].flatMap(([attribute, change]) =>
      change.op === 'set' && needsSettling(attribute) ? [{ attribute, value: change.value }] : [],
    )
  const problems = record.isNew
    ? await problemsOfRow(model, access.givenValues())
    : await validatorProblems(changed())
  if (problems.length > 0) throw new ValidationError(model.name, problems)
}
