import type { HookName } from '../hook-names.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import { runTransaction } from '../run-transaction.ts'
import type { Binding } from '../scope.ts'

/** Runs the hooks of a name in order, with the record as `this`. */
export type RunHooks = (name: HookName, event?: object) => Promise<void>

const nothing: RunHooks = () => Promise.resolve()

function runnerIn(record: RecordBase, { model, scope }: Binding): RunHooks {
  return async (name, event) => {
    for (const hook of model.definition.hooks[name] ?? []) {
      const call = () => hook.call(record, event)
      await (scope.tx === null ? call() : scope.core.runJoined(scope.tx, call))
    }
  }
}

/**
 * Runs the write of a record with its hooks, all of it kept or undone together: in a transaction where the model has
 * hooks, or the write is of several statements (`together`), and its store has transactions. Whatever fails leaves the
 * record as it was, too.
 */
export async function withHooks(
  record: RecordBase,
  binding: Binding,
  write: (binding: Binding, run: RunHooks) => Promise<void>,
  together = false,
): Promise<void> {
  const { model, scope } = binding
  if (!model.hasHooks && !together) return write(binding, nothing)
  const restore = accessTo(record).snapshot()
  try {
    if (!model.store.capabilities.transactions) return await write(binding, runnerIn(record, binding))
    await runTransaction(scope, {}, (tx) => {
      const inside = { model, scope: { ...scope, tx } }
      return write(inside, runnerIn(record, inside))
    })
  } catch (error) {
    restore()
    throw error
  }
}
