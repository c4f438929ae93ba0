import { ValidationError } from '../../errors/error.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { bindingOf } from '../binding.ts'
import type { Bindable } from '../scope.ts'
import { changeMatching } from './change-matching.ts'
import { readChanges } from './changes.ts'
import { readMatching, requireFilter } from './matching.ts'
import { policiesOf } from './permission.ts'

/** Changes all records that match; gives their number. */
export async function updateWhere(owner: Bindable, where: unknown, values: unknown): Promise<number> {
  const binding = bindingOf(owner)
  requireFilter(binding.model, where, 'updateWhere')
  const read = readChanges(binding.model, values)
  const changes = isPromise(read) ? await read : read
  if (changes.size === 0) {
    throw new ValidationError(binding.model.name, [
      { field: '', code: 'empty', message: 'there is nothing to change' },
    ])
  }
  const whole = { action: 'update', changes } as const
  const policies = await policiesOf(binding, whole)
  return changeMatching(binding, readMatching(binding, where, policies), whole)
}
