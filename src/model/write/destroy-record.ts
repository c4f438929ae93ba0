import { and } from '../../query/condition.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { PreparedWrite, Row } from '../../store/contract.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import { readAsked } from '../read/where.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { seeingAll, seeingLiving } from '../seeing-all.ts'
import { refuseChange } from './append-only.ts'
import { missing, recordCondition, recordValues, rowBefore } from './change-record.ts'
import type { Going } from './follow-destroy.ts'
import { followDestroy } from './follow-destroy.ts'
import { journaled } from './journal.ts'
import type { RunHooks } from './life-cycle.ts'
import { withHooks } from './life-cycle.ts'
import { going, policiesFor } from './permission.ts'
import { bindingOfRecord, recordName, requireLoaded, requireSaved } from './saved-record.ts'
import { markDestroyed, markRestored } from './tombstone.ts'
import { validateRecord } from './validate.ts'

async function removeRow(binding: Binding, row: Row): Promise<void> {
  const { model } = binding
  const key = new ShapeKey('x')
  const parameters = recordValues(model, row)
  const permitted = readAsked(
    binding,
    { policies: await policiesFor(binding, row, going) },
    { key, parameters },
  )
  const prepared = compiled<PreparedWrite>(model, key.text, () => {
    const where = and(recordCondition(model), permitted())
    return model.store.prepare({ kind: 'destroy', model: model.shape, where })
  })
  const removed = await execute(binding, 'destroy', prepared, parameters)
  if (removed === 0) throw await missing(binding, row, 'destroy')
}

function removeStored(binding: Binding, row: Row): Promise<void> {
  const { journal } = binding.model
  refuseChange(binding.model, 'destroyed')
  if (journal === undefined) return removeRow(binding, row)
  return journaled(binding, journal, async (inside) => {
    const before = await rowBefore(inside, row)
    await removeRow(inside, row)
    return { result: undefined, changes: [{ action: 'destroy', before, after: null }] }
  })
}

/**
 * A binding that may destroy the record of a key: where others refer to it, the caller is asked now, while all is still
 * there, and else by the statement.
 */
async function permitted(binding: Binding, key: readonly unknown[], permanent: boolean): Promise<Binding> {
  const { guard } = binding.scope
  if (guard === null || binding.model.referrers.length === 0) return binding
  await guard.permitDestroy(binding, key, permanent)
  return trusted(binding)
}

/**
 * Removes a record with its hooks, and with what its model takes along: all of it or nothing. `gone` are the records
 * that one write has destroyed or is about to, by model and key: refs in a circle end there, and so does what is led to
 * twice.
 */
export function destroyIn(permanent: boolean, gone = new Set<string>()): Going['destroy'] {
  return async (record, given) => {
    const forGood = permanent || given.model.shape.tombstone === undefined
    const binding = forGood ? given : seeingLiving(given)
    const { model } = binding
    const key = requireSaved(record, binding)
    const name = recordName(model, key)
    if (gone.has(name)) return
    gone.add(name)
    const along = { permanent: forGood, destroy: destroyIn(forGood, gone) }
    const write = async (inside: Binding, run: RunHooks) => {
      const allowed = await permitted(inside, key, forGood)
      await run('beforeDestroy')
      await followDestroy(inside, key, along)
      if (forGood) await removeStored(allowed, accessTo(record).canonicalRow(model))
      else await markDestroyed(record, allowed)
      await run('afterDestroy')
    }
    await withHooks({ record, binding, action: 'destroy', together: model.referrers.length > 0 }, write)
  }
}

/** Removes a record or, of a model that keeps its records, marks it as destroyed. */
export async function destroy(record: RecordBase): Promise<void> {
  const binding = bindingOfRecord(record)
  await requireLoaded(record)
  return destroyIn(false)(record, binding)
}

/** Removes a record for good, be it marked as destroyed or not. */
export async function purge(record: RecordBase): Promise<void> {
  const { model, scope } = bindingOfRecord(record)
  await requireLoaded(record)
  return destroyIn(true)(record, { model: seeingAll(model), scope })
}

async function restoreIn(binding: Binding, record: RecordBase, run: RunHooks): Promise<void> {
  await run('beforeValidation')
  await validateRecord(record, binding)
  await run('afterValidation')
  await run('beforeSave')
  const event = { changed: [binding.model.shape.tombstone?.name, ...record.changed] }
  await run('beforeUpdate', event)
  await markRestored(record, binding)
  await run('afterUpdate', event)
  await run('afterSave')
}

/**
 * Makes a record that is marked as destroyed a living one again, with the hooks of an update: what was changed on it is
 * stored along.
 */
export async function restore(record: RecordBase): Promise<RecordBase> {
  const { model, scope } = bindingOfRecord(record)
  await requireLoaded(record)
  const binding = { model: seeingAll(model), scope }
  requireSaved(record, binding)
  await withHooks({ record, binding, action: 'update' }, (inside, run) => restoreIn(inside, record, run))
  return record
}
