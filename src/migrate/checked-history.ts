import type { MigrationSession } from '../store/schema-access.ts'
import type { MigrationFile } from './file.ts'
import type { HistoryEntry } from './history.ts'
import { History } from './history.ts'
import { refuseWrong, standings } from './standing.ts'

/** What the database remembers; refuses to go on where a file that was applied is missing or edited. */
export async function checkedHistory(
  session: MigrationSession,
  files: readonly MigrationFile[],
): Promise<readonly HistoryEntry[]> {
  const entries = await session.atomically(() => new History(session).read())
  refuseWrong(standings(files, entries))
  return entries
}
