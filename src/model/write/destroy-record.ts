import type { PreparedWrite } from '../../store/contract.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import { keyCondition } from '../read/find-by-id.ts'
import type { RecordBase } from '../record.ts'
import type { Binding } from '../scope.ts'
import { followDestroy, takesAlong } from './follow-destroy.ts'
import type { RunHooks } from './life-cycle.ts'
import { withHooks } from './life-cycle.ts'
import { bindingOfRecord, notFound, requireLoaded, requireSaved } from './saved-record.ts'

async function destroyStored(binding: Binding, key: readonly unknown[]): Promise<void> {
  const { model } = binding
  const prepared = compiled<PreparedWrite>(model, 'x', () =>
    model.store.prepare({ kind: 'destroy', model: model.shape, where: keyCondition(model) }),
  )
  if ((await execute(binding, 'destroy', prepared, key)) === 0) throw notFound(model)
}

/** The records that are being destroyed, by model and key: refs in a circle end here, and the store decides. */
type Going = ReadonlySet<string>

/** Removes a record with its hooks, and with what its model takes along: all of it or nothing. */
export async function destroyIn(
  record: RecordBase,
  binding: Binding,
  going: Going = new Set(),
): Promise<void> {
  const key = requireSaved(record, binding)
  const name = `${binding.model.name} ${key.map(String).join()}`
  if (going.has(name)) return
  const along = (child: RecordBase, at: Binding) => destroyIn(child, at, new Set([...going, name]))
  const destroy = async (inside: Binding, run: RunHooks) => {
    await run('beforeDestroy')
    await followDestroy(inside, key, along)
    await destroyStored(inside, key)
    await run('afterDestroy')
  }
  return withHooks(record, binding, destroy, takesAlong(binding.model))
}

/** Removes a record. */
export async function destroy(record: RecordBase): Promise<void> {
  await requireLoaded(record)
  return destroyIn(record, bindingOfRecord(record))
}
