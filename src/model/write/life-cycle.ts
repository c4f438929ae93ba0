import type { HookName } from '../hook-names.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import { runTogether } from '../run-transaction.ts'
import type { Binding } from '../scope.ts'
import { runAfterCommit } from '../transaction-scope.ts'
import type { CommitEvent } from '../types/hooks-type.ts'

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

/** The write of one record. */
export interface RecordWrite {
  readonly record: RecordBase
  readonly binding: Binding
  readonly action: CommitEvent['action']
  /** Whether it is of several statements, which are kept or undone together even where no hook runs. */
  readonly together?: boolean
}

/** What the model has for after a commit runs when all is stored for good. */
async function leaveForCommit({ record, action }: RecordWrite, { model, scope }: Binding): Promise<void> {
  const hooks = model.definition.hooks.afterCommit
  if (hooks === undefined) return
  const run = async () => {
    for (const hook of hooks) await hook.call(record, { action })
  }
  if (scope.tx === null) await runAfterCommit(scope.core, [run])
  else scope.tx.afterCommit(run)
}

/** Whether functions of roles are asked of a record before it is written: both is one transaction then. */
export const asksBefore = ({ model, scope: { guard } }: Binding): boolean =>
  guard?.asksToWrite(model) === true

/** A value that so many others have taken meanwhile is given up. */
const MOST_TRIES = 20

/**
 * Runs the write of a record with its hooks, all of it kept or undone together: in a transaction where the model has
 * hooks, or the write is of several statements, and its store has transactions. Whatever fails leaves the record as it
 * was, too.
 */
export async function withHooks(
  recordWrite: RecordWrite,
  write: (binding: Binding, run: RunHooks) => Promise<void>,
): Promise<void> {
  const { record, binding, together = false } = recordWrite
  const { model, scope } = binding
  if (!model.hasHooks && !together && !asksBefore(binding)) return write(binding, nothing)
  const { snapshot } = accessTo(record)
  const run = async (inside: Binding) => {
    await write(inside, runnerIn(record, inside))
    await leaveForCommit(recordWrite, inside)
  }
  const attempt = async (restore: { state: () => void }): Promise<void> => {
    if (!model.store.capabilities.transactions) return run(binding)
    await runTogether(scope, (tx) => {
      restore.state()
      restore.state = snapshot()
      return run({ model, scope: { ...scope, tx } })
    })
  }
  for (let tries = 1; ; tries++) {
    const restore = { state: snapshot() }
    try {
      return await attempt(restore)
    } catch (error) {
      restore.state()
      const again = tries < MOST_TRIES && model.definition.triesAgain.some((mayTry) => mayTry(record, error))
      if (!again) throw error
    }
  }
}
