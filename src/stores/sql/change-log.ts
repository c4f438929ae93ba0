import { sql } from 'kysely'
import type {
  ChangeLog,
  Compaction,
  Expiry,
  LoggedChange,
  LogPage,
  LogRequest,
  Swept,
} from '../../store/change-log.ts'
import type { Commits } from '../../store/commits.ts'
import type { Parameters, Row } from '../../store/contract.ts'
import { LogWatch } from '../../store/log-watch.ts'
import type { Place } from '../../store/record-changes.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'
import type { Numbers } from './change-places.ts'
import { numbersOf, positionOf, START, transactionOf } from './change-places.ts'
import type { Dialect } from './dialect.ts'
import { lazily } from './lazily.ts'
import type { Encode, Sql, Statement } from './statement.ts'
import { compile, param } from './statement.ts'

/** How many commits are looked at in one go. */
const REACH = 2_048

/** A statement of a log, ready to run outside of transactions. */
type Run = (parameters: Parameters) => Promise<readonly Row[]>

/** What a log takes of the store that it belongs to. */
export interface LogParts {
  readonly kysely: Dialect['kysely']
  /** Told of commits that record changes. */
  readonly commits: Commits
  /** What is read of a change behind its numbers and its time. */
  readonly columns: Sql
  /** `prometheus_commit` joined with `prometheus_change`, as the database best reads it by the numbers of commits. */
  readonly changes: Sql
  /** How the numbers of a position are sent. */
  readonly encode?: Encode
  /** Whether a text is among those of a parameter, an array. */
  among(text: Sql, position: number): Sql
  prepare(statement: Statement, writes: boolean): Run
  /** The time of a change as the driver gives it. */
  at(raw: unknown): Date
  /** What is told of a change by its columns. */
  told(columns: Row, place: Place): LoggedChange
  expire(expiry: Expiry): Promise<Swept>
  compact(compaction: Compaction): Promise<Swept>
}

/** A log, and how to stop it from looking for changes. */
export interface SqlChangeLog extends ChangeLog {
  close(): void
}

/** Whether a change stands behind the numbers at two parameters; the first comparison is that of an index. */
export const behind = (position: number, encode?: Encode): Sql =>
  sql`number >= ${param(position, encode)} and (number > ${param(position, encode)} or seq > ${param(position + 1, encode)})`

/** Whether a change stands at or before the numbers at two parameters. */
export const upTo = (position: number, encode?: Encode): Sql =>
  sql`number <= ${param(position, encode)} and (number < ${param(position, encode)} or seq <= ${param(position + 1, encode)})`

/** The last change of the commit with a number: a commit is found first, since numbers are few to sort. */
const lastOf = (number: Sql): Sql =>
  sql`select number, coalesce(max(seq), 0) from prometheus_commit left join prometheus_change using (xid) where number = ${number} group by number`

const HEAD = lastOf(sql`(select max(number) from prometheus_commit)`)

/** The last change of the last commit that is looked at, and the head as it is at the same moment. */
function endOf(encode: Encode | undefined): Sql {
  const part = sql`select number from prometheus_commit where number >= ${param(0, encode)} order by number limit ${sql.lit(REACH)}`
  const end = lastOf(sql`(select max(number) from (${part}) as part)`)
  return sql`select 'end', ended.* from (${end}) as ended union all select 'head', head.* from (${HEAD}) as head`
}

const EPOCH = sql.raw("select value from prometheus_change_log where name = 'epoch'")

/** The statements of a log. */
function statementsOf({ kysely, prepare, columns, among, encode, changes }: LogParts) {
  const ready = (text: Sql, writes = false): Run => prepare(compile(kysely, text), writes)
  const read = sql`select number, seq, at, ${columns} from ${changes}
    where ${behind(0, encode)} and ${upTo(2, encode)} and ${among(sql.id('model'), 4)} order by number, seq limit ${param(5, encode)}`
  return {
    head: ready(HEAD),
    end: ready(endOf(encode)),
    read: ready(read),
    expired: ready(sql`select max(value) from prometheus_change_log where ${among(sql.id('name'), 0)}`),
    epoch: ready(EPOCH),
    renew: ready(sql`update prometheus_change_log set value = ${param(0)} where name = 'epoch'`, true),
  }
}

/** The name under which is kept how far changes of a model are gone. */
export const expiredName = (model: string): string => `expired ${model}`

/** What a sweep tells that removed so many changes, and looked at so many up to the last. */
export const sweptOf = (
  removed: number,
  looked: { readonly count: number; readonly last: Numbers },
  limit: number,
): Swept => ({ removed, position: looked.count < limit ? null : positionOf(looked.last) })

/** The log of a database that numbers its commits: the tables are those of each store's `change-tables.ts`. */
class NumberedLog implements SqlChangeLog {
  readonly #parts: LogParts
  readonly #statements: () => ReturnType<typeof statementsOf>
  readonly expire: LogParts['expire']
  readonly compact: LogParts['compact']
  readonly #watch: LogWatch

  constructor(parts: LogParts) {
    this.#parts = parts
    this.#watch = new LogWatch(parts.commits)
    this.#statements = lazily(() => statementsOf(parts))
    this.expire = parts.expire
    this.compact = parts.compact
  }

  async epoch(): Promise<string> {
    const [row] = await this.#statements().epoch([])
    return String(row?.[0] ?? '')
  }

  async renew(): Promise<void> {
    await this.#statements().renew([uuidV7()])
  }

  async head(): Promise<string> {
    const [row] = await this.#statements().head([])
    return row === undefined ? START : positionOf([row[0], row[1]])
  }

  /** The end is found first: what is committed while the rest is read stays behind it. */
  async read({ models, after, limit }: LogRequest): Promise<LogPage> {
    const from = numbersOf(after)
    const ends = await this.#statements().end(from)
    const [end, head] = ['end', 'head'].map((which) => numbersIn(ends.find(([name]) => name === which)))
    const isBehind = end !== undefined && end > positionOf(from)
    const rows = isBehind ? await this.#statements().read([...from, ...numbersOf(end), models, limit]) : []
    const last = rows.length === limit ? numbersIn(rows.at(-1), 0) : isBehind ? end : head
    const [expired] = await this.#statements().expired([models.map(expiredName)])
    const lost = after !== null && typeof expired?.[0] === 'string' && expired[0] > after
    return { changes: rows.map((row) => this.#told(row)), position: last ?? START, lost }
  }

  watch(listener: () => void): () => void {
    return this.#watch.watch(listener, () => this.head())
  }

  close(): void {
    this.#watch.close()
  }

  #told([number, seq, at, ...columns]: Row): LoggedChange {
    const place = { position: positionOf([number, seq]), transaction: transactionOf(number) }
    return this.#parts.told(columns, { ...place, at: this.#parts.at(at) })
  }
}

/** The position of the change whose numbers stand in a row. */
const numbersIn = (row: Row | undefined, at = 1): string | undefined =>
  row === undefined ? undefined : positionOf([row[at], row[at + 1]])

/** Makes the log of a store. */
export const createChangeLog = (parts: LogParts): SqlChangeLog => new NumberedLog(parts)
