import type { Policy } from '../../query/policy.ts'
import type { PreparedWrite } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import type { WriteAction } from '../row-change.ts'
import type { Binding } from '../scope.ts'
import { seeingAll } from '../seeing-all.ts'
import { refuseChange } from './append-only.ts'
import type { Changes } from './changes.ts'
import { addAutomatic, assignmentsKey, assignmentsOf } from './changes.ts'
import { journaled } from './journal.ts'
import type { Matching } from './matching.ts'
import { matchingRows, rowsAgain } from './matching-rows.ts'
import { recordedKey, recordedUpdate } from './recorded-update.ts'

/** What becomes of a record, or of many: how it is called, and the changes. */
export interface WholeChange {
  readonly action: WriteAction
  readonly changes: Changes
  /** The attributes that the caller has set, and no hook; all of them, where nothing is said. */
  readonly given?: readonly string[]
  /** What stored records have to fit, where that is known already and the caller's rights are not asked for it. */
  readonly policies?: readonly Policy[]
}

function change(
  binding: Binding,
  matching: Matching,
  { action, changes }: WholeChange,
): MaybePromise<number> {
  const { model } = binding
  const parameters = [...matching.parameters]
  const set = assignmentsOf(addAutomatic(model, changes), parameters)
  const prepared = compiled<PreparedWrite>(
    model,
    `u${recordedKey(model, action)}${matching.key}=${assignmentsKey(set)}`,
    () => model.store.prepare({ ...recordedUpdate(model, action), set, where: matching.condition() }),
  )
  return execute(binding, 'update', prepared, parameters)
}

/** Changes the records that match, with entries in the model's journal where it keeps one; gives their number. */
export async function changeMatching(
  binding: Binding,
  matching: Matching,
  whole: WholeChange,
): Promise<number> {
  const { journal } = binding.model
  refuseChange(binding.model, 'changed')
  if (journal === undefined) return change(binding, matching, whole)
  return journaled(binding, journal, async (inside) => {
    const before = await matchingRows(inside, matching)
    const result = await change(inside, matching, whole)
    const after = await rowsAgain({ ...inside, model: seeingAll(inside.model) }, before)
    return {
      result,
      changes: before.map((row, i) => ({ action: whole.action, before: row, after: after[i] ?? null })),
    }
  })
}

function remove(binding: Binding, { key, parameters, condition }: Matching): MaybePromise<number> {
  const { model } = binding
  const prepared = compiled<PreparedWrite>(model, `d${key}`, () =>
    model.store.prepare({ kind: 'destroy', model: model.shape, where: condition() }),
  )
  return execute(binding, 'destroy', prepared, parameters)
}

/** Removes the records that match for good, with entries in the journal; gives their number. */
export async function removeMatching(binding: Binding, matching: Matching): Promise<number> {
  const { journal } = binding.model
  refuseChange(binding.model, 'destroyed')
  if (journal === undefined) return remove(binding, matching)
  return journaled(binding, journal, async (inside) => {
    const before = await matchingRows(inside, matching)
    const result = await remove(inside, matching)
    return { result, changes: before.map((row) => ({ action: 'destroy', before: row, after: null })) }
  })
}
