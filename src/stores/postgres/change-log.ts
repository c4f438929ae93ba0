import { PrometheusError } from '../../errors/error.ts'
import { ALWAYS } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { JsonValue } from '../../schema/value-types.ts'
import { toJsonForm } from '../../schema/values/json-form.ts'
import type {
  ChangeLog,
  ChangeOp,
  Compaction,
  Expiry,
  Image,
  LoggedChange,
  LogPage,
  LogRequest,
  Swept,
} from '../../store/change-log.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'
import { arrayLiteral } from './array-literal.ts'
import { codecOf } from './codecs.ts'
import type { Prepared } from './exchange.ts'
import { decodeMoment } from './moments.ts'
import type { Runner } from './runner.ts'

/** How many commits are looked at in one go. */
const REACH = 2_048

/** How often it is looked whether another process has committed, in milliseconds. */
const PAUSE = 250

/** Changes with the numbers of their commits. */
const CHANGES = 'prometheus_commit join prometheus_change using (xid)'

const HEAD = `select number, seq from ${CHANGES} order by number desc, seq desc limit 1`

/** The last change of the last commit that is looked at, and the head as it is at the same moment. */
const END = `select ended.number, ended.seq, head.number, head.seq from (select) as one
  left join (select number, seq from ${CHANGES} where number = (
      select max(number) from (select number from prometheus_commit where number > $1 or (number = $1
        and exists (select 1 from prometheus_change where prometheus_change.xid = prometheus_commit.xid and seq > $2))
      order by number limit $3) as part)
    order by seq desc limit 1) as ended on true
  left join (${HEAD}) as head on true`

const READ = `select number, seq, model, op, key, "before", "after", to_json(changed), at from ${CHANGES}
  where (number, seq) > ($1, $2) and (number, seq) <= ($3, $4) and model = any($5::text[])
  order by number, seq limit $6`

const EXPIRED = 'select max(value) from prometheus_change_log where name = any($1::text[])'

const EPOCH = "select value from prometheus_change_log where name = 'epoch'"

const BEYOND = `select number, seq from ${CHANGES} where model = $1 order by number desc, seq desc limit 1 offset $2`

const PART = `part as (select xid, number, seq, model, key, at from ${CHANGES}
  where (number, seq) > ($1, $2) and (number, seq) <= ($3, $4) order by number, seq limit $5)`

const SUMMARY = `(select count(*) from part), (select number from part order by number desc, seq desc limit 1),
  (select seq from part order by number desc, seq desc limit 1)`

const IS_LAST = 'number = (select max(number) from prometheus_commit)'

const EXPIRE = `with ${PART}, gone as (delete from prometheus_change using part where prometheus_change.xid = part.xid and prometheus_change.seq = part.seq
    and part.model = $6 and (part.at < $7 or (number, part.seq) <= ($8, $9)) and part.at < $10 and not ${IS_LAST}
  returning number, part.seq),
remembered as (insert into prometheus_change_log
  select 'expired ' || $6, lpad(number::text, 20, '0') || '.' || lpad(seq::text, 20, '0') from gone order by number desc, seq desc limit 1
  on conflict (name) do update set value = greatest(prometheus_change_log.value, excluded.value))
select (select count(*) from gone), ${SUMMARY}`

const COMPACT = `with ${PART}, gone as (delete from prometheus_change using part where prometheus_change.xid = part.xid and prometheus_change.seq = part.seq
    and part.model = $6 and part.at < $7 and exists (
      select 1 from prometheus_change later join prometheus_commit behind using (xid)
      where later.model = part.model and later.key::text = part.key::text and (behind.number, later.seq) > (part.number, part.seq))
  returning 1)
select (select count(*) from gone), ${SUMMARY}`

/** Numbers of commits of which nothing is kept any more. */
const FORGET = `delete from prometheus_commit where number <= $1 and not ${IS_LAST}
  and not exists (select 1 from prometheus_change where prometheus_change.xid = prometheus_commit.xid)`

const digits = (number: unknown): string => String(number).padStart(20, '0')
const positionOf = (number: unknown, seq: unknown): string => `${digits(number)}.${digits(seq)}`
const START = positionOf(0, 0)

/** The numbers of a position. */
function numbersOf(position: string | null): readonly [number: string, seq: string] {
  const [number = '0', seq = '0'] = (position === null || position === '' ? START : position).split('.')
  return [String(BigInt(number)), String(BigInt(seq))]
}

const parsed = <T>(text: unknown): T | null =>
  text === null ? null : cast<T>(JSON.parse(String(text)), 'JSON of this log')

/** The log of a PostgreSQL database. */
export class PostgresChangeLog implements ChangeLog {
  readonly #runner: Runner
  readonly #statements = new Map<string, Prepared>()
  #timer: NodeJS.Timeout | undefined
  #seen = ''

  constructor(runner: Runner) {
    this.#runner = runner
  }

  async epoch(): Promise<string> {
    const [row] = await this.#run(EPOCH, [])
    return String(row?.[0] ?? '')
  }

  async renew(): Promise<void> {
    await this.#run("update prometheus_change_log set value = $1 where name = 'epoch'", [uuidV7()], true)
  }

  async head(): Promise<string> {
    const [row] = await this.#run(HEAD, [])
    return row === undefined ? START : positionOf(row[0], row[1])
  }

  /** The end is found first: what is committed while the rest is read stays behind it. */
  async read({ models, after, limit }: LogRequest): Promise<LogPage> {
    const from = numbersOf(after)
    const [[number, seq, ...head] = []] = await this.#run(END, [...from, REACH])
    const isEnd = number === null || number === undefined
    const rows = isEnd ? [] : await this.#run(READ, [...from, number, seq, listOf(models), limit])
    const last = rows.length === limit ? rows.at(-1) : isEnd ? head : [number, seq]
    const position = positionOf(last?.[0] ?? 0, last?.[1] ?? 0)
    const [expired] = await this.#run(EXPIRED, [listOf(models.map((model) => `expired ${model}`))])
    const lost = after !== null && typeof expired?.[0] === 'string' && expired[0] > after
    return { changes: rows.map((row) => this.#told(row)), position, lost }
  }

  async expire({ model, after, upTo, before, most, spare, limit }: Expiry): Promise<Swept> {
    const beyond = most === undefined ? undefined : (await this.#run(BEYOND, [model, most]))[0]
    const times = [before?.toISOString() ?? '-infinity', beyond?.[0] ?? 0, beyond?.[1] ?? 0]
    const values = [...numbersOf(after), ...numbersOf(upTo), limit, model, ...times]
    return this.#swept(await this.#run(EXPIRE, [...values, spare?.toISOString() ?? 'infinity'], true), limit)
  }

  async compact({ model, after, upTo, before, limit }: Compaction): Promise<Swept> {
    const values = [...numbersOf(after), ...numbersOf(upTo), limit, model, before.toISOString()]
    return this.#swept(await this.#run(COMPACT, values, true), limit)
  }

  watch(listener: () => void): () => void {
    const { commits } = this.#runner
    const stop = commits.watch(listener)
    this.#timer ??= setInterval(() => void this.#look(), PAUSE)
    return () => {
      stop()
      if (!commits.watched) this.close()
    }
  }

  /** Stops looking for changes. */
  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #look(): Promise<void> {
    try {
      const head = await this.head()
      if (head !== this.#seen) this.#runner.commits.tell()
      this.#seen = head
    } catch {
      // It is looked again soon; whoever reads the log is told what is wrong.
    }
  }

  async #swept(rows: readonly Row[], limit: number): Promise<Swept> {
    const [removed, count, number, seq] = rows[0] ?? []
    if (number === null || number === undefined) return { removed: 0, position: null }
    if (Number(removed) > 0) await this.#run(FORGET, [number], true)
    return { removed: Number(removed), position: Number(count) < limit ? null : positionOf(number, seq) }
  }

  #told([number, seq, name, op, key, before, after, changed, at]: Row): LoggedChange {
    const model = this.#modelOf(String(name))
    const names = parsed<string[]>(changed) ?? []
    const now = this.#image(model, parsed(after))
    const old = this.#image(model, parsed(before))
    const both = now !== null && old !== null
    const told = new Set(names)
    const differing = Object.fromEntries(Object.entries(old ?? {}).filter(([one]) => told.has(one)))
    return {
      position: positionOf(number, seq),
      transaction: digits(number),
      model: String(name),
      op: cast<ChangeOp>(op, 'written by this store'),
      key: this.#image(model, parsed(key)) ?? {},
      before: both ? { ...now, ...differing } : old,
      after: now,
      changed: names,
      at: decodeMoment(String(at)),
    }
  }

  /** An image as it is told: what is stored are the texts of the columns, by attribute. */
  #image(model: ModelShape, stored: Readonly<Record<string, string | null>> | null): Image | null {
    if (stored === null) return null
    const fields = new Map(model.fields.map((field) => [field.name, field]))
    return Object.fromEntries(
      Object.entries(stored).map(([name, text]) => [name, formOf(fields.get(name), text)]),
    )
  }

  #modelOf(name: string): ModelShape {
    const found = this.#runner.models.find((model) => model.name === name)
    if (found !== undefined) return found
    throw new PrometheusError('INTERNAL', `The log was read for ${name}, of which the store knows nothing.`)
  }

  /** Each statement is prepared once. */
  #prepared(text: string): Prepared {
    const known = this.#statements.get(text) ?? this.#runner.prepare(text)
    this.#statements.set(text, known)
    return known
  }

  #run(text: string, values: readonly unknown[], writes = false): Promise<readonly Row[]> {
    const model = this.#modelOf(this.#runner.models.find(({ changes }) => changes !== undefined)?.name ?? '')
    const job = {
      statement: this.#prepared(text),
      plan: { kind: 'find', model, fields: [], where: ALWAYS, sort: [], one: false } as const,
      ...{ writes, guarded: false },
      give: ({ rows }: { readonly rows: readonly Row[] }) => rows,
    }
    return this.#runner.run(job, values, null)
  }
}

/** A list of names as one parameter. */
const listOf = arrayLiteral(undefined)

/** The JSON form of a column's text; of an attribute that is no more, the text. */
function formOf(field: FieldShape | undefined, text: string | null): JsonValue {
  if (field === undefined || text === null) return text
  const { decode } = codecOf(field)
  const value: unknown = decode === undefined ? text : decode(cast<never>(text, 'the text of its column'))
  return cast<JsonValue>(toJsonForm(field, value) ?? null, 'a form of JSON')
}
