import type {
  ChangeLog,
  ChangeOp,
  Compacted,
  Compaction,
  Expiry,
  LogPage,
  LogRequest,
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

const HEAD = "select seq from sqlite_sequence where name = 'prometheus_change'"

const OLDEST = `select max(seq) as last, count(*) as count from (
  select seq, at from prometheus_change where model = ? and seq <= ? order by seq limit ?
) where (at < ? or seq <= ?) and at < ?`

const MANY = 'select seq from prometheus_change where model = ? order by seq desc limit 1 offset ?'

const REMOVE = `delete from prometheus_change where seq in (
  select seq from (select seq, at from prometheus_change where model = ? and seq <= ? order by seq limit ?)
  where (at < ? or seq <= ?) and at < ?)`

const REMEMBER =
  "insert into prometheus_change_log values ('expired ' || ?, ?) on conflict do update set value = excluded.value"

const PART = `select max(seq) as last, count(*) as count from (
  select seq from prometheus_change where model = ? and seq > ? and seq <= ? and at < ? order by seq limit ?)`

const FOLLOWED = `delete from prometheus_change where model = ? and seq > ? and seq <= ? and exists (
  select 1 from prometheus_change later
  where later.model = prometheus_change.model and later.key = prometheus_change.key and later.seq > prometheus_change.seq)`

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
    return cast<number | undefined>(seq, 'the last number that was given') ?? 0
  }

  read(request: LogRequest): MaybePromise<LogPage> {
    return this.#connections.readNow(() => this.#readNow(request))
  }

  /** The end is found first: what is committed while the rest is read stays behind it. */
  #readNow({ models, after, limit }: LogRequest): LogPage {
    const list = JSON.stringify(models)
    const from = seqOf(after)
    const end = cast<number | null>(this.#connections.reading(END).pluck().get(from, REACH), 'a number')
    const rows =
      end === null
        ? []
        : cast<StoredChange[]>(
            this.#connections.reading(READ).all(from, end, list, limit),
            'the columns of the table',
          )
    const last = rows.length === limit ? rows.at(-1)?.seq : (end ?? this.#headNow())
    const expired = cast<string | null>(this.#connections.reading(EXPIRED).pluck().get(list), 'a position')
    const lost = after !== null && expired !== null && expired > after
    return { changes: rows.map(told), position: positionOf(last ?? from), lost }
  }

  expire(expiry: Expiry): MaybePromise<number> {
    return this.#inTransaction(() => this.#expireNow(expiry))
  }

  #expireNow({ model, upTo, before, most, spare, limit }: Expiry): number {
    const { writer } = this.#connections
    const beyond = most === undefined ? 0 : (writer.prepare(MANY).pluck().get(model, most) ?? 0)
    const times = [before?.getTime() ?? 0, beyond, spare?.getTime() ?? Number.MAX_SAFE_INTEGER]
    const values = [model, seqOf(upTo), limit, ...times]
    const { last, count } = cast<Part>(writer.prepare(OLDEST).get(...values), 'one row')
    if (last === null) return 0
    writer.prepare(REMOVE).run(...values)
    writer.prepare(REMEMBER).run(model, positionOf(last))
    return count
  }

  compact(compaction: Compaction): MaybePromise<Compacted> {
    return this.#inTransaction(() => this.#compactNow(compaction))
  }

  #compactNow({ model, after, upTo, before, limit }: Compaction): Compacted {
    const { writer } = this.#connections
    const from = seqOf(after)
    const part = writer.prepare(PART).get(model, from, seqOf(upTo), before.getTime(), limit)
    const { last, count } = cast<Part>(part, 'one row')
    if (last === null) return { removed: 0, position: null }
    const { changes } = writer.prepare(FOLLOWED).run(model, from, last)
    return { removed: changes, position: count < limit ? null : positionOf(last) }
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
