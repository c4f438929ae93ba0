import type { Migrations } from './apply.ts'
import { checkedHistory } from './checked-history.ts'
import type { MigrationFile } from './file.ts'
import type { HistoryEntry } from './history.ts'
import { History } from './history.ts'
import { refused } from './refuse.ts'
import type { Runner } from './run-file.ts'
import { runByStatement, runWhole } from './run-file.ts'

/** How far to go back: so many migrations, or to where one of them was the last that was applied. */
export type Extent = { readonly steps: number } | { readonly to: string }

/** The migrations to undo, the last one first. */
function undone(history: readonly HistoryEntry[], extent: Extent): readonly HistoryEntry[] {
  const latest = history.toReversed()
  if ('steps' in extent) return latest.slice(0, extent.steps)
  const position = latest.findIndex(({ name }) => name === extent.to)
  if (position >= 0) return latest.slice(0, position)
  const names = history.map(({ name }) => name).join(', ') || 'none'
  throw refused(`There is no applied migration ${extent.to}; applied are: ${names}.`, {
    migration: extent.to,
  })
}

function refuseHalf({ name, underWay }: HistoryEntry): void {
  if (underWay !== 'up') return
  const message = `${name} is under way and not at its end: run apply, which goes on where it stands, and undo it after that.`
  throw refused(message, { migration: name })
}

/** Undoes one migration, if it is applied still. */
async function undoWhole(runner: Runner, file: MigrationFile): Promise<boolean> {
  return runner.session.atomically(async () => {
    const entry = (await runner.history.read()).find(({ name }) => name === file.name)
    if (entry === undefined) return false
    await runWhole(runner, file.down)
    await runner.history.forget(file.name)
    return true
  })
}

async function undoByStatement(runner: Runner, file: MigrationFile): Promise<boolean> {
  const entry = (await runner.history.read()).find(({ name }) => name === file.name)
  if (entry === undefined) return false
  refuseHalf(entry)
  await runByStatement(runner, file, { ...entry, underWay: 'down' })
  await runner.history.forget(file.name)
  return true
}

/** Undoes the last migrations, the last one first; gives their names. */
export async function rollbackMigrations(migrations: Migrations, extent: Extent): Promise<readonly string[]> {
  const { access, files, wait, onDone } = migrations
  const undo = access.atomic ? undoWhole : undoByStatement
  return access.migrate(wait, async (session) => {
    const runner = { access, session, history: new History(session) }
    const names: string[] = []
    for (const { name } of undone(await checkedHistory(session, files), extent)) {
      const file = files.find((one) => one.name === name)
      if (file === undefined || !(await undo(runner, file))) continue
      names.push(name)
      onDone?.(name)
    }
    return names
  })
}
