import type { ClientSession, Db } from 'mongodb'
import type { Id, Stored } from './driver.ts'
import { collectionOf, EXACT, identityOf } from './driver.ts'

/** A document as it was before a write; null where there was none. */
interface Before {
  readonly table: string
  readonly id: Id
  readonly document: Stored | null
}

/**
 * What the writes of a transaction have replaced, kept while a savepoint is open. MongoDB has no savepoints; but what
 * a transaction has written nobody else can write, so a savepoint is undone by putting everything back.
 */
export class Journal {
  #entries: Before[] = []
  #open = 0

  /** Whether writes have to be told of. */
  get isKept(): boolean {
    return this.#open > 0
  }

  /** Begins a savepoint: gives the place to go back to. */
  begin(): number {
    this.#open += 1
    return this.#entries.length
  }

  /** Keeps what was done since; the savepoint around, if any, may still undo it. */
  keep(): void {
    this.#open -= 1
    if (this.#open === 0) this.#entries = []
  }

  /** Tells of documents that are about to be made. */
  inserts(table: string, ids: readonly Id[]): void {
    if (!this.isKept) return
    for (const id of ids) this.#entries.push({ table, id, document: null })
  }

  /** Tells of documents that are about to be changed or removed. */
  async changes(db: Db, session: ClientSession, table: string, ids: readonly Id[]): Promise<void> {
    if (!this.isKept || ids.length === 0) return
    const found = await collectionOf(db, table)
      .find({ _id: { $in: ids } }, { session, ...EXACT })
      .toArray()
    for (const document of found) this.#entries.push({ table, id: document._id, document })
  }

  /** Puts everything back as it was at a place. */
  async undo(db: Db, session: ClientSession, place: number): Promise<void> {
    const undone = this.#entries.splice(place)
    this.#open -= 1
    for (const [table, entries] of byTable(firstOf(undone))) {
      const ids = entries.map(({ id }) => id)
      const documents = entries.flatMap(({ document }) => (document === null ? [] : [document]))
      const collection = collectionOf(db, table)
      await collection.deleteMany({ _id: { $in: ids } }, { session })
      if (documents.length > 0) await collection.insertMany(documents, { session })
    }
  }
}

/** Of several entries about one document the first, which says how it was in the beginning. */
function firstOf(entries: readonly Before[]): Before[] {
  const first = new Map<string, Before>()
  for (const entry of entries) {
    const key = `${entry.table} ${identityOf(entry.id)}`
    if (!first.has(key)) first.set(key, entry)
  }
  return [...first.values()]
}

function byTable(entries: readonly Before[]): Map<string, Before[]> {
  const tables = new Map<string, Before[]>()
  for (const entry of entries) tables.set(entry.table, [...(tables.get(entry.table) ?? []), entry])
  return tables
}
