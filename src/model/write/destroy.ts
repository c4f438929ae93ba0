import { bindingOf } from '../binding.ts'
import { runTransaction } from '../run-transaction.ts'
import type { Bindable, Binding } from '../scope.ts'
import { seeingLiving } from '../seeing-all.ts'
import { changeMatching, removeMatching } from './change-matching.ts'
import type { Changes } from './changes.ts'
import { destroyIn } from './destroy-record.ts'
import { followDestroy } from './follow-destroy.ts'
import type { Matching } from './matching.ts'
import { readMatching, requireFilter } from './matching.ts'
import { matchingRows } from './matching-rows.ts'

function destroyMatching(binding: Binding, matching: Matching, permanent: boolean): Promise<number> {
  const {
    shape: { tombstone },
    attributes,
  } = binding.model
  const attribute = tombstone && attributes.get(tombstone.name)
  if (permanent || attribute === undefined) return removeMatching(binding, matching)
  const changes: Changes = new Map([[attribute, { op: 'set', value: new Date() }]])
  return changeMatching(binding, matching, { action: 'destroy', changes })
}

async function destroyAll(owner: Bindable, where: unknown, verb: string): Promise<number> {
  const given = bindingOf(owner)
  const permanent = verb === 'purgeWhere' || given.model.shape.tombstone === undefined
  const binding = permanent ? given : seeingLiving(given)
  const { model, scope } = binding
  requireFilter(model, where, verb)
  const matching = readMatching(model, where)
  if (model.referrers.length === 0) return destroyMatching(binding, matching, permanent)
  return runTransaction(scope, {}, async (tx) => {
    const inside = { model, scope: { ...scope, tx } }
    const index = model.shape.key[0]?.index ?? 0
    const keys = (await matchingRows(inside, matching)).map((row) => row[index])
    await followDestroy(inside, keys, { permanent, destroy: destroyIn(permanent) })
    await destroyMatching(inside, matching, permanent)
    return keys.length
  })
}

/** Destroys all records that match; gives their number. What their model takes along goes with them, or nothing does. */
export const destroyWhere = (owner: Bindable, where: unknown): Promise<number> =>
  destroyAll(owner, where, 'destroyWhere')

/** The same for good, of a model whose records are only marked as destroyed. */
export const purgeWhere = (owner: Bindable, where: unknown): Promise<number> =>
  destroyAll(owner, where, 'purgeWhere')
