import type { Witness } from './condition.ts'
import type { Work } from './connection.ts'
import type { Id } from './driver.ts'
import { collectionOf, driver } from './driver.ts'

/** The field by which a document is touched. */
const TOUCHED = '~touched'

/**
 * Writes documents without changing what they say. So they are this transaction's until its end: MongoDB locks no
 * documents that are read.
 */
export async function touch(
  { db, session, journal }: Work,
  table: string,
  ids: readonly Id[],
): Promise<void> {
  if (ids.length === 0) return
  await journal.changes(db, session, table, ids)
  const mark = { $set: { [TOUCHED]: new (driver().ObjectId)() } }
  await collectionOf(db, table).updateMany({ _id: { $in: ids } }, mark, { session })
}

interface Found {
  readonly _id: Id
  readonly [name: string]: unknown
}

/** The documents by which a condition held, by table. */
function collect(found: Found, witnesses: readonly Witness[], into: Map<string, Set<Id>>): void {
  for (const { name, table, inner } of witnesses) {
    for (const related of (found[name] ?? []) as readonly Found[]) {
      into.set(table, (into.get(table) ?? new Set()).add(related._id))
      collect(related, inner, into)
    }
  }
}

/** Touches the related documents by which a condition held: whoever changes one meets this transaction. */
export async function touchWitnesses(
  work: Work,
  found: readonly Found[],
  witnesses: readonly Witness[],
): Promise<void> {
  const tables = new Map<string, Set<Id>>()
  for (const one of found) collect(one, witnesses, tables)
  for (const [table, ids] of tables) await touch(work, table, [...ids])
}
