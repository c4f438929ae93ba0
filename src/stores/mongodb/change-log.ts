import type { Db } from 'mongodb'
import type {
  ChangeLog,
  Compaction,
  Expiry,
  LoggedChange,
  LogPage,
  LogRequest,
  Swept,
} from '../../store/change-log.ts'
import type { RecordedChange } from '../../store/record-changes.ts'
import { loggedChange } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import type { StoredChange } from './change-tables.ts'
import {
  changesIn,
  endOf,
  expiredOf,
  historyOf,
  markExpired,
  numberOf,
  positionOf,
  renewEpoch,
  settle,
} from './change-tables.ts'
import type { Connection } from './connection.ts'
import { Settled } from './settled.ts'

/** How many commits are looked at in one go. */
const REACH = 2_048

const START = positionOf(0, 0)

function told({ _id, at = new Date(0), ...recorded }: StoredChange): LoggedChange {
  const change = cast<RecordedChange>(recorded, 'what belongs to a model is a whole change')
  return loggedChange(change, { position: _id, transaction: positionOf(numberOf(_id), 0), at })
}

/** The log of a MongoDB database: a collection of changes under the numbers of their commits. */
export class MongodbChangeLog implements ChangeLog {
  readonly #connection: Connection
  readonly #settled: Settled

  constructor(connection: Connection) {
    this.#connection = connection
    this.#settled = new Settled(() => connection.db)
  }

  epoch(): Promise<string> {
    return this.#run(async (db) => (await historyOf(db)).epoch)
  }

  renew(): Promise<void> {
    return this.#run(renewEpoch)
  }

  head(): Promise<string> {
    return this.#run(async () => endOf(await this.#settled.whole()))
  }

  /** How far commits have ended is found first: what is committed while the rest is read stays behind it. */
  read({ models, after, limit }: LogRequest): Promise<LogPage> {
    return this.#run(async (db) => {
      const from = after ?? START
      const end = await this.#end(db, from)
      const rows = await changesIn(db)
        .find({ _id: { $gt: from, $lt: end }, model: { $in: [...models] } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      const last = rows.length === limit ? rows.at(-1)?._id : undefined
      const lost = after !== null && (await expiredOf(db, models)).some((position) => position > after)
      return { changes: rows.map(told), position: last ?? end, lost }
    })
  }

  expire({ model, before, most, spare, ...part }: Expiry): Promise<Swept> {
    return this.#sweep(part, async (db, changes) => {
      const beyond = most === undefined ? START : await beyondOf(db, model, most)
      const [newest] = await changesIn(db)
        .find({ model: { $exists: true } }, { projection: { _id: 1 } })
        .sort({ _id: -1 })
        .limit(1)
        .toArray()
      const gone = changes.filter(
        ({ _id, model: own, at = new Date(0) }) =>
          own === model &&
          _id !== newest?._id &&
          ((before !== undefined && at < before) || _id <= beyond) &&
          (spare === undefined || at < spare),
      )
      const last = gone.at(-1)
      if (last !== undefined) await markExpired(db, model, last._id)
      return gone
    })
  }

  compact({ model, before, ...part }: Compaction): Promise<Swept> {
    return this.#sweep(part, async (db, changes) => {
      const old = changes.filter(({ model: own, at }) => own === model && at !== undefined && at < before)
      const keys = [...new Set(old.map(({ key }) => key))]
      const last = await changesIn(db)
        .aggregate<{ readonly _id: string; readonly last: string }>([
          { $match: { model, key: { $in: keys } } },
          { $group: { _id: '$key', last: { $max: '$_id' } } },
        ])
        .toArray()
      const lastOf = new Map(last.map((one) => [one._id, one.last]))
      return old.filter(({ _id, key }) => _id < (lastOf.get(key ?? '') ?? ''))
    })
  }

  watch(listener: () => void): () => void {
    return this.#connection.commits.watch(listener, () => this.head())
  }

  /** The position behind what is looked at in one go. */
  async #end(db: Db, from: string): Promise<string> {
    const settled = await this.#settled.now()
    const [first] = await changesIn(db)
      .find({ _id: { $gt: from, $lt: endOf(settled) } }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(1)
      .toArray()
    return endOf(first === undefined ? settled : Math.min(settled, numberOf(first._id) + REACH))
  }

  /** Removes in one part of the log what is chosen of it. */
  #sweep(
    { after, upTo, limit }: Pick<Expiry, 'after' | 'upTo' | 'limit'>,
    choose: (db: Db, changes: readonly StoredChange[]) => Promise<readonly StoredChange[]>,
  ): Promise<Swept> {
    return this.#run(async (db) => {
      // Numbers whose changes are gone have ended, and nobody can see it by them any more.
      await settle(db, await this.#settled.now())
      const part = await changesIn(db)
        .find({ _id: { $gt: after ?? START, $lte: upTo } }, { projection: { model: 1, key: 1, at: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      const gone = (await choose(db, part)).map(({ _id }) => _id)
      if (gone.length > 0) await changesIn(db).deleteMany({ _id: { $in: gone } })
      return { removed: gone.length, position: part.length < limit ? null : (part.at(-1)?._id ?? null) }
    })
  }

  #run<T>(task: (db: Db) => Promise<T>): Promise<T> {
    return this.#connection.guard(undefined, () => task(this.#connection.db))
  }
}

/** The position of the change of a model behind which there are as many as said. */
async function beyondOf(db: Db, model: string, most: number): Promise<string> {
  const [found] = await changesIn(db)
    .find({ model }, { projection: { _id: 1 } })
    .sort({ _id: -1 })
    .skip(most)
    .limit(1)
    .toArray()
  return found?._id ?? START
}
