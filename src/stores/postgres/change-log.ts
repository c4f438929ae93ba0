import { sql } from 'kysely'
import { PrometheusError } from '../../errors/error.ts'
import { ALWAYS } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { JsonValue } from '../../schema/value-types.ts'
import { toJsonForm } from '../../schema/values/json-form.ts'
import type { ChangeOp, Compaction, Expiry, Image, LoggedChange, Swept } from '../../store/change-log.ts'
import type { Row } from '../../store/contract.ts'
import type { Place } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import { bind } from '../sql/bind.ts'
import type { SqlChangeLog } from '../sql/change-log.ts'
import { createChangeLog, sweptOf } from '../sql/change-log.ts'
import { numbersOf } from '../sql/change-places.ts'
import { param } from '../sql/statement.ts'
import { arrayLiteral } from './array-literal.ts'
import { codecOf } from './codecs.ts'
import { postgresDialect } from './dialect.ts'
import type { Prepared } from './exchange.ts'
import type { Job } from './job.ts'
import { decodeMoment } from './moments.ts'
import type { Runner } from './runner.ts'

/** Changes with the numbers of their commits. */
const CHANGES = 'prometheus_commit join prometheus_change using (xid)'

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

const parsed = <T>(text: unknown): T | null =>
  text === null ? null : cast<T>(JSON.parse(String(text)), 'JSON of this log')

/** A list of names as one parameter. */
const listOf = arrayLiteral(undefined)

/** A statement of the log as a job outside of transactions. */
function jobOf(runner: Runner, statement: Prepared, writes: boolean): Job<readonly Row[]> {
  const model = modelOf(runner, runner.models.find(({ changes }) => changes !== undefined)?.name ?? '')
  const plan = { kind: 'find', model, fields: [], where: ALWAYS, sort: [], one: false } as const
  return { ...{ statement, plan, writes, guarded: false }, give: ({ rows }) => rows }
}

function modelOf({ models }: Runner, name: string): ModelShape {
  const found = models.find((model) => model.name === name)
  if (found !== undefined) return found
  throw new PrometheusError('INTERNAL', `The log was read for ${name}, of which the store knows nothing.`)
}

/** Removes what is kept no longer; each of its statements is prepared once. */
class Removal {
  readonly #runner: Runner
  readonly #statements = new Map<string, Prepared>()

  constructor(runner: Runner) {
    this.#runner = runner
  }

  readonly expire = async ({ model, after, upTo, before, most, spare, limit }: Expiry): Promise<Swept> => {
    const beyond = most === undefined ? undefined : (await this.#run(BEYOND, [model, most]))[0]
    const times = [before?.toISOString() ?? '-infinity', beyond?.[0] ?? 0, beyond?.[1] ?? 0]
    const values = [...numbersOf(after), ...numbersOf(upTo), limit, model, ...times]
    return this.#swept(await this.#run(EXPIRE, [...values, spare?.toISOString() ?? 'infinity'], true), limit)
  }

  readonly compact = async ({ model, after, upTo, before, limit }: Compaction): Promise<Swept> => {
    const values = [...numbersOf(after), ...numbersOf(upTo), limit, model, before.toISOString()]
    return this.#swept(await this.#run(COMPACT, values, true), limit)
  }

  async #swept(rows: readonly Row[], limit: number): Promise<Swept> {
    const [removed, count, number, seq] = rows[0] ?? []
    if (number === null || number === undefined) return { removed: 0, position: null }
    if (Number(removed) > 0) await this.#run(FORGET, [number], true)
    return sweptOf(Number(removed), { count: Number(count), last: [number, seq] }, limit)
  }

  #run(text: string, values: readonly unknown[], writes = false): Promise<readonly Row[]> {
    const statement = this.#statements.get(text) ?? this.#runner.prepare(text)
    this.#statements.set(text, statement)
    return this.#runner.run(jobOf(this.#runner, statement, writes), values, null)
  }
}

/** What is told of a change by its columns, which hold the texts of the model's columns by attribute. */
function told(runner: Runner, [name, op, key, before, after, changed]: Row, place: Place): LoggedChange {
  const model = modelOf(runner, String(name))
  const names = parsed<string[]>(changed) ?? []
  const now = imageOf(model, parsed(after))
  const old = imageOf(model, parsed(before))
  const both = now !== null && old !== null
  const differs = new Set(names)
  const differing = Object.fromEntries(Object.entries(old ?? {}).filter(([one]) => differs.has(one)))
  return {
    ...{ ...place, model: String(name), op: cast<ChangeOp>(op, 'written by this store') },
    key: imageOf(model, parsed(key)) ?? {},
    before: both ? { ...now, ...differing } : old,
    after: now,
    changed: names,
  }
}

function imageOf(model: ModelShape, stored: Readonly<Record<string, string | null>> | null): Image | null {
  if (stored === null) return null
  const fields = new Map(model.fields.map((field) => [field.name, field]))
  return Object.fromEntries(
    Object.entries(stored).map(([name, text]) => [name, formOf(fields.get(name), text)]),
  )
}

/** The JSON form of a column's text; of an attribute that is no more, the text. */
function formOf(field: FieldShape | undefined, text: string | null): JsonValue {
  if (field === undefined || text === null) return text
  const { decode } = codecOf(field)
  const value: unknown = decode === undefined ? text : decode(cast<never>(text, 'the text of its column'))
  return cast<JsonValue>(toJsonForm(field, value) ?? null, 'a form of JSON')
}

/** The log of a PostgreSQL database. */
export function postgresChangeLog(runner: Runner): SqlChangeLog {
  const { expire, compact } = new Removal(runner)
  return createChangeLog({
    kysely: postgresDialect.kysely,
    commits: runner.commits,
    changes: sql.raw(CHANGES),
    columns: sql`model, op, key, "before", "after", to_json(changed)`,
    among: (text, position) => sql`${text} = any(${param(position, listOf)}::text[])`,
    prepare({ text, args }, writes) {
      const job = jobOf(runner, runner.prepare(text), writes)
      return (parameters) => runner.run(job, bind(args, parameters), null)
    },
    at: (raw) => decodeMoment(String(raw)),
    told: (columns, place) => told(runner, columns, place),
    ...{ expire, compact },
  })
}
