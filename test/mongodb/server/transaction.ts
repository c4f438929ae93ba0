import { writeConflict } from './failure.ts'
import type { Document } from './order.ts'
import { keyOf } from './order.ts'
import { validate } from './schema.ts'
import type { Collection, Documents, Storage } from './storage.ts'
import { duplicate, entryOf } from './storage.ts'

/** What one statement reads and writes: committed documents, or those of a transaction. */
export interface View {
  documents(database: string, collection: string): Iterable<Document>
  has(database: string, collection: string, id: string): boolean
  /** Writes a document, or removes it; refuses what unique indexes or the validator do not let in. */
  write(database: string, collection: string, id: string, document: Document | undefined): void
}

/** What transactions hold that are not committed yet. */
export class Locks {
  readonly #holders = new Map<string, Transaction>()

  holder(name: string): Transaction | undefined {
    return this.#holders.get(name)
  }

  take(name: string, transaction: Transaction): void {
    this.#holders.set(name, transaction)
  }

  release(transaction: Transaction): void {
    for (const [name, holder] of this.#holders) if (holder === transaction) this.#holders.delete(name)
  }
}

/** Thrown inside: the write has to wait for a transaction, as the server lets it. */
export class Wait {
  readonly until: Promise<void>

  constructor(until: Promise<void>) {
    this.until = until
  }
}

const lockOf = (database: string, collection: string, id: string) => `${database}.${collection}:${id}`
const entryLock = (database: string, collection: string, index: string, entry: string) =>
  `${database}.${collection}#${index}:${entry}`

/** The unique entries of a document, by the name of their lock. */
function entriesOf(database: string, { name, indexes }: Collection, document: Document | undefined) {
  if (document === undefined) return []
  return indexes.flatMap((index) => {
    if (index.unique !== true) return []
    const entry = entryOf(index, document)
    return entry === undefined
      ? []
      : [{ index, entry, lock: entryLock(database, name, index.name, entry.text) }]
  })
}

function checkEntries(
  database: string,
  collection: Collection,
  { id, document, among }: { id: string; document: Document; among: Documents },
): void {
  for (const { index, entry } of entriesOf(database, collection, document)) {
    for (const [otherId, other] of among) {
      if (otherId !== id && entryOf(index, other)?.text === entry.text)
        throw duplicate(`${database}.${collection.name}`, index, entry.values)
    }
  }
}

/** Statements outside of transactions: each document is written for itself, and what is locked is waited for. */
export class Committed implements View {
  readonly #storage: Storage
  readonly #locks: Locks

  constructor(storage: Storage, locks: Locks) {
    this.#storage = storage
    this.#locks = locks
  }

  documents(database: string, name: string): Iterable<Document> {
    return this.#storage.database(database).get(name)?.documents.values() ?? []
  }

  has(database: string, name: string, id: string): boolean {
    return this.#storage.database(database).get(name)?.documents.has(id) === true
  }

  write(database: string, name: string, id: string, document: Document | undefined): void {
    const collection = this.#storage.collection(database, name)
    if (document !== undefined) validate(document, collection.validator)
    const entries = entriesOf(database, collection, document).map(({ lock }) => lock)
    for (const lock of [lockOf(database, name, id), ...entries]) {
      const holder = this.#locks.holder(lock)
      if (holder !== undefined) throw new Wait(holder.ended)
    }
    if (document !== undefined)
      checkEntries(database, collection, { id, document, among: collection.documents })
    collection.write(id, document)
  }
}

/** A transaction: a snapshot of all collections and the writes over it. The first that writes a document wins. */
export class Transaction implements View {
  readonly ended: Promise<void>
  readonly #storage: Storage
  readonly #locks: Locks
  readonly #snapshots = new Map<Collection, Documents>()
  readonly #own = new Map<Collection, { database: string; documents: Documents; written: Set<string> }>()
  #end: () => void = () => {}

  constructor(storage: Storage, locks: Locks) {
    this.#storage = storage
    this.#locks = locks
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    for (const database of storage.names) {
      for (const collection of storage.database(database).values())
        this.#snapshots.set(collection, collection.snapshot())
    }
  }

  documents(database: string, name: string): Iterable<Document> {
    return this.#seen(database, name).values()
  }

  has(database: string, name: string, id: string): boolean {
    return this.#seen(database, name).has(id)
  }

  write(database: string, name: string, id: string, document: Document | undefined): void {
    const collection = this.#storage.collection(database, name)
    const own = this.#ownOf(database, collection)
    const before = own.documents.get(id)
    this.#take(lockOf(database, name, id))
    if (!own.written.has(id) && collection.documents.get(id) !== this.#snapshotOf(collection).get(id))
      throw writeConflict()
    if (document !== undefined) {
      validate(document, collection.validator)
      checkEntries(database, collection, { id, document, among: own.documents })
      this.#checkCommitted(database, collection, id, document)
    }
    for (const { lock } of entriesOf(database, collection, document)) this.#take(lock)
    for (const { lock } of entriesOf(database, collection, before)) this.#take(lock)
    if (document === undefined) own.documents.delete(id)
    else own.documents.set(id, document)
    own.written.add(id)
  }

  commit(): void {
    for (const [collection, { documents, written }] of this.#own) {
      for (const id of written) collection.write(id, documents.get(id))
    }
    this.abort()
  }

  abort(): void {
    this.#locks.release(this)
    this.#end()
  }

  #seen(database: string, name: string): Documents {
    const collection = this.#storage.database(database).get(name)
    if (collection === undefined) return new Map()
    return this.#own.get(collection)?.documents ?? this.#snapshotOf(collection)
  }

  #snapshotOf(collection: Collection): Documents {
    return this.#snapshots.get(collection) ?? new Map()
  }

  #ownOf(database: string, collection: Collection) {
    const known = this.#own.get(collection)
    if (known !== undefined) return known
    const made = { database, documents: new Map(this.#snapshotOf(collection)), written: new Set<string>() }
    this.#own.set(collection, made)
    return made
  }

  #take(lock: string): void {
    const holder = this.#locks.holder(lock)
    if (holder !== undefined && holder !== this) throw writeConflict()
    this.#locks.take(lock, this)
  }

  /** A unique value that was committed since the snapshot is a conflict of writes, not a duplicate: it is not seen. */
  #checkCommitted(database: string, collection: Collection, id: string, document: Document): void {
    const snapshot = this.#snapshotOf(collection)
    const written = this.#own.get(collection)?.written
    const entries = entriesOf(database, collection, document)
    for (const [otherId, other] of collection.documents) {
      if (otherId === id || written?.has(otherId) || snapshot.get(otherId) === other) continue
      if (entries.some(({ index, entry }) => entryOf(index, other)?.text === entry.text))
        throw writeConflict()
    }
  }
}

/** The key under which a document is stored. */
export const idOf = (document: Document): string => keyOf(document._id)
