import { bindingOf } from '../binding.ts'
import { runTogether } from '../run-transaction.ts'
import type { Bindable, Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { seeingLiving } from '../seeing-all.ts'
import { changeMatching, removeMatching } from './change-matching.ts'
import { destroyIn } from './destroy-record.ts'
import { followDestroy } from './follow-destroy.ts'
import type { Matching } from './matching.ts'
import { havingOne, readMatching, requireFilter } from './matching.ts'
import { matchingRows } from './matching-rows.ts'
import { going, policiesOf } from './permission.ts'
import { tombstoneChanges } from './tombstone.ts'

function destroyMatching(binding: Binding, matching: Matching, permanent: boolean): Promise<number> {
  if (permanent) return removeMatching(binding, matching)
  const changes = tombstoneChanges(binding.model, new Date())
  return changeMatching(binding, matching, { action: 'destroy', changes })
}

async function destroyAll(owner: Bindable, where: unknown, purges: boolean): Promise<number> {
  const given = bindingOf(owner)
  const permanent = purges || given.model.shape.tombstone === undefined
  const binding = permanent ? given : seeingLiving(given)
  const { model, scope } = binding
  const [key] = model.shape.key
  requireFilter(model, where, purges ? 'purgeWhere' : 'destroyWhere')
  const matching = readMatching(binding, where, await policiesOf(binding, going))
  if (model.referrers.length === 0 || key === undefined) return destroyMatching(binding, matching, permanent)
  const run = async (inside: Binding) => {
    const rows = await matchingRows(inside, matching)
    await scope.guard?.permitAlong(inside, rows, permanent)
    const keys = rows.map((row) => row[key.index])
    await followDestroy(inside, keys, { permanent, destroy: destroyIn(permanent) })
    // What matched is asked for no more: a filter may go by what went first.
    await destroyMatching(trusted(inside), havingOne(model, key, keys), permanent)
    return keys.length
  }
  if (!model.store.capabilities.transactions) return run(binding)
  return runTogether(scope, (tx) => run({ model, scope: { ...scope, tx } }))
}

/** Destroys all records that match; gives their number. What their model takes along goes with them, or nothing does. */
export const destroyWhere = (owner: Bindable, where: unknown): Promise<number> =>
  destroyAll(owner, where, false)

/** The same for good, of a model whose records are only marked as destroyed. */
export const purgeWhere = (owner: Bindable, where: unknown): Promise<number> => destroyAll(owner, where, true)
