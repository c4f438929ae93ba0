import type { Db } from 'mongodb'
import type { ModelShape } from '../../schema/shape.ts'
import type { RecordedChange } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'

/** A change as it is stored, under its position. A number that nobody committed has one document without a change. */
export interface StoredChange extends Partial<RecordedChange> {
  readonly _id: string
  /** The first of its commit. */
  readonly first: boolean
  readonly at?: Date
}

/** What is kept of a log beside its changes. */
interface LogEntry {
  readonly _id: string
  readonly epoch?: string
  /** By which it is known as the collection that it was. */
  readonly identity?: string
  /** The last number that was given to a commit. */
  readonly last?: bigint | number
  /** Up to this number all commits have ended. */
  readonly settled?: bigint | number
  /** Up to where changes of a model have expired. */
  readonly position?: string
}

const CHANGES = 'prometheus_change'
const LOG = 'prometheus_change_log'
const HISTORY = 'log'

/** The changes; what is read of them is acknowledged by the majority, and so never undone. */
export const changesIn = (db: Db) =>
  db.collection<StoredChange>(CHANGES, { readConcern: { level: 'majority' } })

/** What is kept beside them. */
export const logIn = (db: Db) => db.collection<LogEntry>(LOG, { readConcern: { level: 'majority' } })

/** Where a change stands: texts that compare as commits and their changes are numbered. */
export const positionOf = (number: number, seq: number): string =>
  `${String(number).padStart(16, '0')}.${String(seq).padStart(8, '0')}`

/** The position behind the last change of a commit. */
export const endOf = (number: number): string => positionOf(number + 1, 0)

/** The number of the commit at a position. */
export const numberOf = (position: string): number => Number(position.slice(0, 16))

/** A history and how far its commits are. */
export interface History {
  readonly epoch: string
  readonly last: number
  readonly settled: number
}

/** Begins a history, behind all changes that are there already. */
async function beginHistory(db: Db): Promise<LogEntry | null> {
  const [newest] = await changesIn(db)
    .find({}, { projection: { _id: 1 } })
    .sort({ _id: -1 })
    .limit(1)
    .toArray()
  const last = BigInt(newest === undefined ? 0 : numberOf(newest._id))
  const begin = { $setOnInsert: { epoch: uuidV7(), last, settled: last } }
  return logIn(db).findOneAndUpdate({ _id: HISTORY }, begin, { upsert: true, returnDocument: 'after' })
}

/** The history that goes on; another one where the database has none, be it that it was emptied. */
export async function historyOf(db: Db): Promise<History> {
  const found = (await logIn(db).findOne({ _id: HISTORY })) ?? (await beginHistory(db))
  return { epoch: String(found?.epoch), last: Number(found?.last), settled: Number(found?.settled) }
}

/** Begins another epoch. */
export async function renewEpoch(db: Db): Promise<void> {
  await historyOf(db)
  await logIn(db).updateOne({ _id: HISTORY }, { $set: { epoch: uuidV7() } })
}

/**
 * Gives a commit its number, as the last before it: outside of its transaction, which would meet every other one that
 * has counted since it began.
 */
export async function takeNumber(db: Db): Promise<number> {
  const next = () =>
    logIn(db).findOneAndUpdate({ _id: HISTORY }, { $inc: { last: 1n } }, { returnDocument: 'after' })
  const found = (await next()) ?? (await beginHistory(db).then(next))
  return Number(found?.last)
}

/**
 * Sees to it that a number is not committed any more: waits for a transaction that is about to, and takes its place
 * where there is none. Fails with a duplicate key where it was committed.
 */
export async function giveUp(db: Db, number: number): Promise<void> {
  await changesIn(db).insertOne({ _id: positionOf(number, 1), first: true })
}

/** Remembers up to which number all commits have ended. */
export async function settle(db: Db, number: number): Promise<void> {
  await logIn(db).updateOne({ _id: HISTORY }, { $max: { settled: BigInt(number) } })
}

const markOf = (model: string): string => `expired ${model}`

/** Remembers up to where changes of a model have expired. */
export async function markExpired(db: Db, model: string, position: string): Promise<void> {
  await logIn(db).updateOne({ _id: markOf(model) }, { $max: { position } }, { upsert: true })
}

/** Up to where changes of some models have expired. */
export async function expiredOf(db: Db, models: readonly string[]): Promise<string[]> {
  const marks = await logIn(db)
    .find({ _id: { $in: models.map(markOf) } })
    .toArray()
  return marks.flatMap(({ position }) => position ?? [])
}

/** Whether a store has a change log. */
export const recordsChanges = (models: readonly ModelShape[]): boolean =>
  models.some(({ changes }) => changes !== undefined)

/** Makes the collections of the log. */
export async function makeLog(db: Db, models: readonly ModelShape[]): Promise<void> {
  const known = new Set((await db.listCollections().toArray()).map(({ name }) => name))
  for (const name of [CHANGES, LOG]) {
    if (!known.has(name)) await db.createCollection(name).catch(ignoreExisting)
  }
  if (models.some(({ changes }) => changes?.compacts || changes?.counts))
    await changesIn(db).createIndex({ model: 1, key: 1, _id: 1 })
  await historyOf(db)
  await findEpoch(db)
}

const NAMESPACE_EXISTS = 48

function ignoreExisting(error: unknown): void {
  if (Reflect.get(Object(error), 'code') !== NAMESPACE_EXISTS) throw error
}

/** Begins another epoch where the collection is another than the log says, since it came back from a backup. */
export async function findEpoch(db: Db): Promise<void> {
  const [found] = await db.listCollections({ name: LOG }).toArray()
  const uuid: unknown = Reflect.get(Object(Reflect.get(Object(found), 'info')), 'uuid')
  const identity =
    uuid === undefined ? '' : cast<{ toString(format: 'hex'): string }>(uuid, 'BSON').toString('hex')
  const log = await logIn(db).findOne({ _id: HISTORY })
  if (log === null || log.identity === identity) return
  const epoch = log.identity === undefined ? {} : { epoch: uuidV7() }
  await logIn(db).updateOne({ _id: HISTORY, epoch: String(log.epoch) }, { $set: { identity, ...epoch } })
}
