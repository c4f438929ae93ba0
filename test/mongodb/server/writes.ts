import { Int32, ObjectId } from 'bson'
import { Failure } from './failure.ts'
import { matcher } from './match.ts'
import type { Document } from './order.ts'
import { equal } from './order.ts'
import type { View } from './transaction.ts'
import { idOf } from './transaction.ts'
import { seedOf, updated } from './update.ts'

/** Where a command writes. */
export interface Target {
  readonly view: View
  readonly database: string
  readonly collection: string
  /** In a transaction an error ends the command; outside, it is told of the write that met it. */
  readonly inTransaction: boolean
}

interface Update {
  readonly q: Document
  readonly u: unknown
  readonly multi?: boolean
  readonly upsert?: boolean
}

const writeError = (failure: Failure, index: number): Document => ({
  index: new Int32(index),
  code: new Int32(failure.code),
  errmsg: failure.message,
  ...failure.more,
})

/** Runs writes in order, up to the first that fails where they are ordered. */
function each<T>(
  items: readonly T[],
  target: Target,
  ordered: boolean,
  write: (item: T) => void,
): Document[] {
  const errors: Document[] = []
  for (const [index, item] of items.entries()) {
    try {
      write(item)
    } catch (error) {
      if (!(error instanceof Failure) || target.inTransaction) throw error
      errors.push(writeError(error, index))
      if (ordered) break
    }
  }
  return errors
}

const withErrors = (reply: Document, writeErrors: readonly Document[]): Document =>
  writeErrors.length === 0 ? reply : { ...reply, writeErrors }

function insertOne({ view, database, collection }: Target, given: Document): void {
  const document = '_id' in given ? given : { _id: new ObjectId(), ...given }
  const id = idOf(document)
  if (view.has(database, collection, id)) throw duplicateId(`${database}.${collection}`, document._id)
  view.write(database, collection, id, document)
}

const duplicateId = (collection: string, _id: unknown) =>
  new Failure(
    11000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection} index: _id_ dup key: { _id: … }`,
    {
      keyPattern: { _id: new Int32(1) },
      keyValue: { _id },
    },
  )

/** `insert`. */
export function insert(target: Target, documents: readonly Document[], ordered: boolean): Document {
  let n = 0
  const errors = each(documents, target, ordered, (document) => {
    insertOne(target, document)
    n++
  })
  return withErrors({ n: new Int32(n) }, errors)
}

const matching = ({ view, database, collection }: Target, filter: Document, all: boolean): Document[] => {
  const fits = matcher(filter)
  const found: Document[] = []
  for (const document of view.documents(database, collection)) {
    if (fits(document)) found.push(document)
    if (found.length > 0 && !all) break
  }
  return found
}

/** `update`. */
export function update(target: Target, updates: readonly Update[], ordered: boolean): Document {
  const upserted: Document[] = []
  let [n, nModified] = [0, 0]
  const errors = each(updates, target, ordered, ({ q, u, multi = false, upsert = false }) => {
    const found = matching(target, q, multi)
    for (const document of found) {
      const changed = updated(document, u)
      n++
      if (equal(document, changed)) continue
      target.view.write(target.database, target.collection, idOf(document), changed)
      nModified++
    }
    if (found.length > 0 || !upsert) return
    const made = updated(seedOf(q), u, true)
    insertOne(target, made)
    n++
    upserted.push({ index: new Int32(0), _id: made._id })
  })
  const reply = { n: new Int32(n), nModified: new Int32(nModified), ...(upserted.length > 0 && { upserted }) }
  return withErrors(reply, errors)
}

/** `delete`. */
export function remove(
  target: Target,
  deletes: readonly { readonly q: Document; readonly limit: unknown }[],
  ordered: boolean,
): Document {
  let n = 0
  const errors = each(deletes, target, ordered, ({ q, limit }) => {
    for (const document of matching(target, q, Number(limit) === 0)) {
      target.view.write(target.database, target.collection, idOf(document), undefined)
      n++
    }
  })
  return withErrors({ n: new Int32(n) }, errors)
}

/** `findAndModify` by an update. */
export function findAndModify(target: Target, command: Document): Document {
  const [found] = matching(target, command.query as Document, false)
  if (found === undefined && command.upsert !== true)
    return { value: null, lastErrorObject: { n: new Int32(0) } }
  const changed = updated(found ?? seedOf(command.query as Document), command.update, found === undefined)
  if (found === undefined) insertOne(target, changed)
  else target.view.write(target.database, target.collection, idOf(found), changed)
  return { value: command.new === true ? changed : (found ?? null), lastErrorObject: { n: new Int32(1) } }
}
