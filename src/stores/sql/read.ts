import { sql } from 'kysely'
import type { FieldShape } from '../../schema/shape.ts'
import type {
  AggregatePlan,
  AggregateTerm,
  Bound,
  CountPlan,
  Decode,
  FindPlan,
  SortKey,
} from '../../store/contract.ts'
import type { Context } from './condition.ts'
import { columnOf, whereSql } from './condition.ts'
import type { Dialect, Figure } from './dialect.ts'
import type { Sql, Statement } from './statement.ts'
import { compile, joined, param } from './statement.ts'

/** A statement that gives rows, with the decoders of its columns. */
export interface ReadStatement extends Statement {
  readonly decode: readonly (Decode | undefined)[]
}

const selected = (field: FieldShape, context: Context): Figure => {
  const { select, decode } = context.dialect.codec(field)
  const column = columnOf(context, field)
  return { value: select === undefined ? column : select(column), decode }
}

/** The columns of fields as they are read, for a select list or RETURNING. */
export const selectList = (fields: readonly FieldShape[], context: Context): readonly Figure[] =>
  fields.map((field) => selected(field, context))

function sortTerm({ field, descending, nullsFirst }: SortKey, context: Context): Sql {
  const term = descending ? sql`${columnOf(context, field)} desc` : columnOf(context, field)
  if (!field.nullable || nullsFirst === context.dialect.nullsFirst(descending)) return term
  return nullsFirst ? sql`${term} nulls first` : sql`${term} nulls last`
}

const orderBy = (sort: readonly SortKey[], context: Context): Sql =>
  sort.length === 0 ? sql`` : sql` order by ${joined(sort.map((key) => sortTerm(key, context)))}`

const bound = (value: Bound): Sql =>
  'literal' in value ? sql`${sql.lit(value.literal)}` : param(value.param)

function range(limit: Bound | undefined, offset: Bound | undefined, { noLimit }: Dialect): Sql {
  if (limit === undefined && offset === undefined) return sql``
  const limited = limit === undefined ? noLimit : sql` limit ${bound(limit)}`
  return offset === undefined ? limited : sql`${limited} offset ${bound(offset)}`
}

const figures = (list: readonly Figure[]): Sql =>
  list.length === 0 ? sql`1` : joined(list.map(({ value }) => value))

const from = ({ model }: Context): Sql => sql`from ${sql.id(model.table)}`

const finish = (list: readonly Figure[], text: Sql, { dialect }: Context): ReadStatement => ({
  ...compile(dialect.kysely, text),
  decode: list.map(({ decode }) => decode),
})

/** A find as SQL. */
export function findStatement(plan: FindPlan, dialect: Dialect): ReadStatement {
  const context = { dialect, model: plan.model }
  const list = selectList(plan.fields, context)
  const firstOnly = plan.one && plan.sort.length > 0 ? { literal: 1 } : undefined
  const text = sql`select ${figures(list)} ${from(context)}${whereSql(plan.where, context)}${orderBy(plan.sort, context)}${range(plan.limit ?? firstOnly, plan.offset, dialect)}`
  return finish(list, text, context)
}

/** A count as SQL. */
export function countStatement(plan: CountPlan, dialect: Dialect): Statement {
  const context = { dialect, model: plan.model }
  return compile(dialect.kysely, sql`select count(*) ${from(context)}${whereSql(plan.where, context)}`)
}

function figure({ fn, field }: AggregateTerm, context: Context): Figure {
  if (field === undefined) return { value: sql`count(*)` }
  const column = columnOf(context, field)
  if (fn === 'count') return { value: sql`count(${column})` }
  if (fn === 'sum') return context.dialect.sum(field, column)
  const { select, decode } = context.dialect.codec(field)
  const value = fn === 'min' ? sql`min(${column})` : sql`max(${column})`
  return { value: select === undefined ? value : select(value), decode }
}

/** An aggregate as SQL. */
export function aggregateStatement(plan: AggregatePlan, dialect: Dialect): ReadStatement {
  const context = { dialect, model: plan.model }
  const list = [...selectList(plan.by, context), ...plan.terms.map((term) => figure(term, context))]
  const columns = plan.by.map((field) => columnOf(context, field))
  const groups = columns.length === 0 ? sql`` : sql` group by ${joined(columns)}`
  const text = sql`select ${figures(list)} ${from(context)}${whereSql(plan.where, context)}${groups}${orderBy(plan.sort, context)}${range(plan.limit, undefined, dialect)}`
  return finish(list, text, context)
}
