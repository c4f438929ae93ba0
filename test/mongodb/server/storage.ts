import { Failure, unknown } from './failure.ts'
import { matcher } from './match.ts'
import type { Document } from './order.ts'
import { keyOf } from './order.ts'

/** An index: what is unique is checked, nothing is made quicker. */
export interface Index {
  readonly v: number
  readonly key: Document
  readonly name: string
  readonly unique?: boolean
  readonly partialFilterExpression?: Document
}

/** Documents by the key of their `_id`. */
export type Documents = Map<string, Document>

/** One collection as it is committed. */
export class Collection {
  readonly name: string
  readonly uuid = crypto.randomUUID()
  validator: Document | undefined
  readonly indexes: Index[] = [{ v: 2, key: { _id: 1 }, name: '_id_' }]
  #documents: Documents = new Map()
  /** A snapshot holds the documents: whoever writes makes a copy first. */
  #shared = false

  constructor(name: string, validator: Document | undefined) {
    this.name = name
    this.validator = validator
  }

  get documents(): Documents {
    return this.#documents
  }

  /** The documents as they are now, which stay so. */
  snapshot(): Documents {
    this.#shared = true
    return this.#documents
  }

  write(id: string, document: Document | undefined): void {
    if (this.#shared) this.#documents = new Map(this.#documents)
    this.#shared = false
    if (document === undefined) this.#documents.delete(id)
    else this.#documents.set(id, document)
  }
}

/** What a document holds in an index: its key, and its values. */
export interface Entry {
  readonly text: string
  readonly values: Document
}

const entries = new WeakMap<Index, WeakMap<Document, Entry | undefined>>()

/** What a document holds in an index; nothing where the index leaves it out. Documents are never changed in place. */
export function entryOf(index: Index, document: Document): Entry | undefined {
  const known = entries.get(index) ?? new WeakMap<Document, Entry | undefined>()
  entries.set(index, known)
  if (!known.has(document)) known.set(document, makeEntry(index, document))
  return known.get(document)
}

function makeEntry({ key, partialFilterExpression }: Index, document: Document): Entry | undefined {
  if (partialFilterExpression !== undefined && !matcher(partialFilterExpression)(document)) return undefined
  const names = Object.keys(key)
  if (names.some((name) => Array.isArray(document[name])))
    throw unknown('index', 'over arrays, which is multikey')
  return {
    text: names.map((name) => keyOf(document[name] ?? null)).join(),
    values: Object.fromEntries(names.map((name) => [name, document[name] ?? null])),
  }
}

/** The error of a value that a unique index holds already. */
export function duplicate(collection: string, { name, key }: Index, values: Document): Failure {
  const shown = Object.keys(values)
    .map((field) => `${field}: …`)
    .join(', ')
  return new Failure(
    11000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection} index: ${name} dup key: { ${shown} }`,
    { keyPattern: key, keyValue: values },
  )
}

/** All databases. */
export class Storage {
  readonly #databases = new Map<string, Map<string, Collection>>()

  database(name: string): Map<string, Collection> {
    const known = this.#databases.get(name)
    if (known !== undefined) return known
    const made = new Map<string, Collection>()
    this.#databases.set(name, made)
    return made
  }

  /** A collection, which is made where it is missing. */
  collection(database: string, name: string): Collection {
    const collections = this.database(database)
    const known = collections.get(name)
    if (known !== undefined) return known
    const made = new Collection(name, undefined)
    collections.set(name, made)
    return made
  }

  drop(database: string): void {
    this.#databases.delete(database)
  }

  get names(): string[] {
    return [...this.#databases.keys()]
  }
}
