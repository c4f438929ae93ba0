import { sql } from 'kysely'
import type { FieldShape } from '../../schema/shape.ts'
import type { InsertPlan, PreparedInsert, Row, StoreTransaction, Told } from '../../store/contract.ts'
import { bind } from '../sql/bind.ts'
import type { Encode, Sql, Statement } from '../sql/statement.ts'
import { compile, joined, param } from '../sql/statement.ts'
import { arrayItem } from './array-literal.ts'
import { codecOf } from './codecs.ts'
import { listType } from './column-type.ts'
import { postgresDialect } from './dialect.ts'
import type { Answer } from './exchange.ts'
import type { Job } from './job.ts'
import { recordedInsert } from './recorded.ts'
import type { Runner } from './runner.ts'
import { begin } from './transaction.ts'

type Keys = readonly unknown[]

const NO_KEYS: Keys = []

/** What one statement takes at most: rows, and characters of a column, since texts and messages have an end. */
const MOST_ROWS = 5_000
const MOST_TEXT = 32_000_000

const ROWS = '~rows'

/** Arrays of arrays would be taken apart to their last elements: arrays come as text. */
const sentAs = (field: FieldShape): string => (field.kind === 'array' ? 'text[]' : listType(field))

const taken = (field: FieldShape): Sql => {
  const column = sql.id(ROWS, field.column)
  return field.kind === 'array' && field.element !== undefined
    ? sql`${column}::${sql.raw(listType(field.element))}`
    : sql`${column}`
}

/** An insert of any number of rows: each column is one parameter, an array. */
export function bulkStatement(plan: InsertPlan): Statement {
  const { model, returnsKey } = plan
  const { kysely, returning } = postgresDialect
  if (model.changes !== undefined) return recordedInsert(plan, bulkSql(plan))
  const keys = joined(model.key.map(({ column }) => sql`${sql.id(column)}`))
  return compile(kysely, sql`${bulkSql(plan)}${returnsKey ? returning(keys) : sql``}`)
}

function bulkSql({ model, fields }: InsertPlan): Sql {
  const named = fields.map(({ column }) => sql`${sql.id(column)}`)
  const table = sql.id(model.table)
  if (fields.length === 0)
    return sql`insert into ${table} select from generate_series(1, ${param(0)}::integer)`
  const arrays = fields.map((field, at) => sql`${param(at)}::${sql.raw(sentAs(field))}`)
  return sql`insert into ${table} (${joined(named)}) select ${joined(fields.map(taken))} from unnest(${joined(arrays)}) as ${sql.id(ROWS)} (${joined(named)})`
}

/** The columns of rows as arrays, until there are enough of them; and where the next ones begin. */
function columnsFrom(rows: readonly Row[], from: number, encodes: readonly (Encode | undefined)[]) {
  const columns = encodes.map(() => '')
  let size = 0
  let at = from
  for (; at < rows.length && at - from < MOST_ROWS && size < MOST_TEXT; at++) {
    const row = rows[at] as Row
    const mark = at === from ? '{' : ','
    for (let i = 0; i < encodes.length; i++) {
      const item = arrayItem(row[i], encodes[i])
      columns[i] += mark + item
      size += item.length
    }
  }
  return { values: columns.map((column) => `${column}}`), next: at }
}

const keysIn = ({ rows }: Answer): Keys => rows.map((row) => Number(row[0]))

/** A prepared insert: one statement for one row, one that takes arrays for several. */
export function prepareInsert(runner: Runner, plan: InsertPlan, one: Statement): PreparedInsert {
  const many = bulkStatement(plan)
  const encodes = plan.fields.map((field) => codecOf(field).encode)
  const jobOf = ({ text }: Statement): Job<Keys> => ({
    statement: runner.prepare(text),
    plan,
    writes: true,
    guarded: true,
    last: plan.model.changes && runner.numbering,
    give: plan.returnsKey ? keysIn : () => NO_KEYS,
  })
  const [single, bulk] = [jobOf(one), jobOf(many)]
  const chunk = (rows: readonly Row[], from: number) =>
    encodes.length === 0 ? { values: [rows.length], next: rows.length } : columnsFrom(rows, from, encodes)
  const allIn = async (rows: readonly Row[], tx: StoreTransaction, told?: Told): Promise<Keys> => {
    const keys: unknown[] = []
    for (let from = 0; from < rows.length; ) {
      const { values, next } = chunk(rows, from)
      keys.push(...(await runner.run(bulk, values, tx, told)))
      from = next
    }
    return keys
  }
  const inTurns = async (
    rows: readonly Row[],
    outer: StoreTransaction | null,
    told?: Told,
  ): Promise<Keys> => {
    const tx = await (outer === null ? begin(runner, {}) : outer.savepoint())
    const keys = await allIn(rows, tx, told).catch(async (error: unknown) => {
      await tx.rollback()
      throw error
    })
    // A commit that fails has undone all by itself.
    await tx.commit()
    return keys
  }
  return {
    run(rows, tx, told) {
      if (rows.length === 0) return NO_KEYS
      if (rows.length === 1) return runner.run(single, bind(one.args, rows[0] as Row), tx, told)
      const { values, next } = chunk(rows, 0)
      return next === rows.length ? runner.run(bulk, values, tx, told) : inTurns(rows, tx, told)
    },
  }
}
