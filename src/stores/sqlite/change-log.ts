import type {
  ChangeLog,
  ChangeOp,
  Compaction,
  Expiry,
  LogPage,
  LogRequest,
  Swept,
} from '../../store/change-log.ts'
import type { RecordedChange } from '../../store/record-changes.ts'
import { loggedChange } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { epochOf, renewEpoch } from './change-tables.ts'
import { ChangeWatch } from './change-watch.ts'
import type { Connections } from './connections.ts'

/** A row of the table of changes. */
interface StoredChange extends RecordedChange {
  readonly seq: number
  readonly tx: number | null
  readonly op: ChangeOp
  readonly at: number
}

/** How far is looked in one go: where the changes of few models are read, most of what is looked at is passed over. */
const REACH = 4_096

const END = 'select max(seq) from (select seq from prometheus_change where seq > ? order by seq limit ?)'

/** The plus keeps SQLite from an index, whose order would not be that of the log. */
const READ = `select seq, tx, model, op, key, "before", "after", secret, at from prometheus_change
  where seq > ? and seq <= ? and +model in (select value from json_each(?)) order by seq limit ?`

const EXPIRED =
  "select max(value) from prometheus_change_log where name in (select 'expired ' || value from json_each(?))"

const HEAD = 'select max(seq) from prometheus_change'

/** The change of a model that as many are newer than. */
const BEYOND = 'select seq from prometheus_change where model = ? order by seq desc limit 1 offset ?'

/** Where a part of the log ends, and how many changes are in it. */
const PART = `select max(seq) as last, count(*) as count from (
  select seq from prometheus_change where seq > ? and seq <= ? order by seq limit ?)`

/** The last change of all stays: the next one gets its number from it. */
const EXPIRE = `delete from prometheus_change
  where seq > ? and seq <= ? and +model = ? and (at < ? or seq <= ?) and at < ?
    and seq < (select max(seq) from prometheus_change)
  returning seq`

const REMEMBER =
  "insert into prometheus_change_log values ('expired ' || ?, ?) on conflict do update set value = excluded.value"

const FOLLOWED = `delete from prometheus_change
  where seq > ? and seq <= ? and +model = ? and at < ? and exists (
    select 1 from prometheus_change later
    where later.model = prometheus_change.model and later.key = prometheus_change.key
      and later.seq > prometheus_change.seq)`

const positionOf = (seq: number): string => String(seq).padStart(16, '0')
const seqOf = (position: string | null): number => (position === null ? 0 : Number(position))

const told = (stored: StoredChange) =>
  loggedChange(stored, {
    position: positionOf(stored.seq),
    transaction: positionOf(stored.tx ?? stored.seq),
    at: new Date(stored.at),
  })

interface Part {
  readonly last: number | null
  readonly count: number
}

/** The change log of a SQLite database: a table whose numbers grow in the order of commits, since there is one writer. */
export class SqliteChangeLog implements ChangeLog {
  readonly #connections: Connections
  readonly #watch: ChangeWatch

  constructor(connections: Connections) {
    this.#connections = connections
    this.#watch = new ChangeWatch(connections)
  }

  /** Stops looking for changes. */
  close(): void {
    this.#watch.close()
  }

  watch(listener: () => void): () => void {
    return this.#watch.watch(listener)
  }

  epoch(): MaybePromise<string> {
    return this.#connections.readNow((database) => epochOf(database) ?? '')
  }

  renew(): MaybePromise<void> {
    return this.#connections.write(() => renewEpoch(this.#connections.writer))
  }

  head(): MaybePromise<string> {
    return this.#connections.readNow(() => positionOf(this.#headNow()))
  }

  #headNow(): number {
    const seq = this.#connections.reading(HEAD).pluck().get()
    return cast<number | null>(seq, 'the last number') ?? 0
  }

  read(request: LogRequest): MaybePromise<LogPage> {
    return this.#connections.readNow(() => this.#readNow(request))
  }

  /** Head and end are found first: what another process commits while the rest is read stays behind them. */
  #readNow({ models, after, limit }: LogRequest): LogPage {
    const list = JSON.stringify(models)
    const from = seqOf(after)
    const head = this.#headNow()
    const end = cast<number | null>(this.#connections.reading(END).pluck().get(from, REACH), 'a number')
    const rows =
      end === null
        ? []
        : cast<StoredChange[]>(
            this.#connections.reading(READ).all(from, end, list, limit),
            'the columns of the table',
          )
    const last = rows.length === limit ? rows.at(-1)?.seq : (end ?? head)
    const expired = cast<string | null>(this.#connections.reading(EXPIRED).pluck().get(list), 'a position')
    const lost = after !== null && expired !== null && expired > after
    return { changes: rows.map(told), position: positionOf(last ?? from), lost }
  }

  expire(expiry: Expiry): MaybePromise<Swept> {
    return this.#sweep(expiry, (from, last) => this.#expireNow(expiry, from, last))
  }

  #expireNow({ model, before, most, spare }: Expiry, from: number, last: number): number {
    const { writer } = this.#connections
    const beyond = most === undefined ? 0 : (writer.prepare(BEYOND).pluck().get(model, most) ?? 0)
    const times = [before?.getTime() ?? 0, beyond, spare?.getTime() ?? Number.MAX_SAFE_INTEGER]
    const gone = writer
      .prepare(EXPIRE)
      .pluck()
      .all(from, last, model, ...times)
    const newest = Math.max(...cast<number[]>(gone, 'one column'))
    if (gone.length > 0) writer.prepare(REMEMBER).run(model, positionOf(newest))
    return gone.length
  }

  compact(compaction: Compaction): MaybePromise<Swept> {
    const { model, before } = compaction
    return this.#sweep(compaction, (from, last) => {
      const { changes } = this.#connections.writer.prepare(FOLLOWED).run(from, last, model, before.getTime())
      return changes
    })
  }

  /** Removes in one part of the log, in a transaction. */
  #sweep(part: Expiry | Compaction, remove: (from: number, last: number) => number): MaybePromise<Swept> {
    return this.#inTransaction(() => {
      const from = seqOf(part.after)
      const found = this.#connections.writer.prepare(PART).get(from, seqOf(part.upTo), part.limit)
      const { last, count } = cast<Part>(found, 'one row')
      if (last === null) return { removed: 0, position: null }
      return { removed: remove(from, last), position: count < part.limit ? null : positionOf(last) }
    })
  }

  #inTransaction<T>(work: () => T): MaybePromise<T> {
    const { writer } = this.#connections
    return this.#connections.write(() => {
      writer.exec('begin immediate')
      try {
        const result = work()
        writer.exec('commit')
        return result
      } catch (error) {
        if (writer.inTransaction) writer.exec('rollback')
        throw error
      }
    })
  }
}
