import { checksum } from './checksum.ts'
import type { MigrationFile } from './file.ts'
import type { HistoryEntry } from './history.ts'
import { refused } from './refuse.ts'

/** How a migration stands between its file and the database. */
export type Standing = 'applied' | 'pending' | 'edited' | 'missing' | 'unfinished'

/** A migration with how it stands. */
export interface MigrationStatus {
  readonly name: string
  readonly standing: Standing
  readonly appliedAt?: string
}

/** A checksum of the first statements of a section. */
export const partChecksum = (file: MigrationFile, way: 'up' | 'down', count: number): string =>
  checksum(JSON.stringify(file[way].slice(0, count)))

function standingOf(file: MigrationFile, entry: HistoryEntry | undefined): Standing {
  if (entry === undefined) return 'pending'
  if (entry.underWay === undefined) return entry.checksum === file.checksum ? 'applied' : 'edited'
  return entry.checksum === partChecksum(file, entry.underWay, entry.done) ? 'unfinished' : 'edited'
}

/** How all migrations stand, in order of their names. */
export function standings(
  files: readonly MigrationFile[],
  history: readonly HistoryEntry[],
): readonly MigrationStatus[] {
  const entries = new Map(history.map((entry) => [entry.name, entry]))
  const known = new Set(files.map(({ name }) => name))
  const listed = files.map((file): MigrationStatus => {
    const entry = entries.get(file.name)
    const standing = standingOf(file, entry)
    return { name: file.name, standing, ...(entry && { appliedAt: entry.appliedAt }) }
  })
  const missing = history.filter(({ name }) => !known.has(name))
  const lost = missing.map(
    ({ name, appliedAt }): MigrationStatus => ({ name, standing: 'missing', appliedAt }),
  )
  return [...listed, ...lost].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** What is wrong with migrations that were applied and are not there as they were. */
export const WRONG: Partial<Readonly<Record<Standing, string>>> = {
  edited:
    'was applied, and its file was changed after that: put the file back as it was, and write what is to change as a new migration',
  missing: 'was applied, and its file is not there: put it back, so that it can be checked and undone',
}

/** Refuses to go on where an applied file was edited or is missing. */
export function refuseWrong(statuses: readonly MigrationStatus[]): void {
  for (const { name, standing } of statuses) {
    const wrong = WRONG[standing]
    if (wrong !== undefined) throw refused(`${name} ${wrong}.`, { migration: name })
  }
}
