import { sql } from 'kysely'
import type { FindPlan, IncludePlan } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { columnsRead, from, orderBy, range, read, selectList } from './clauses.ts'
import type { Context } from './condition.ts'
import { columnOf, conditionSql } from './condition.ts'
import type { Dialect, Figure, Lists } from './dialect.ts'
import { Joins } from './related-value.ts'

/** Each level of includes is called by a name of its own, which no table has. */
const nameInside = ({ alias = '~' }: Context): string => `${alias}i`

/** Related records of each row, as one value. */
function included(plan: IncludePlan, outer: Context): Figure {
  const { dialect } = outer
  const lists = cast<Lists>(dialect.lists, 'plans include only where a store says that it can')
  const { target, local, foreign } = plan.relation
  const context = { dialect, model: target, alias: nameInside(outer) }
  const joins = new Joins(context)
  const columns = plan.fields.map((field) => read(field, columnOf(context, field), lists))
  const further = (plan.include ?? []).map((inner) => included(inner, context))
  const order = orderBy(plan.sort, joins, dialect)
  const condition = plan.where.op === 'always' ? sql`` : sql` and ${conditionSql(plan.where, context)}`
  const row = lists.row([...columns, ...further].map(({ value }) => value))
  const rows = sql`select ${row} ${from(context)}${joins.text} where ${columnOf(context, foreign)} = ${columnOf(outer, local)}${condition}${order}${range(plan.limit, plan.offset, dialect)}`
  // Lists inside a list are read with it.
  const within = further.map(({ value, columns: inside }) => ({ value, ...(inside && { columns: inside }) }))
  return { value: lists.list(rows), decode: lists.decode, columns: columnsRead([...columns, ...within]) }
}

/** What a find reads: the fields, then what it reads beside them of related records, then lists of those. */
export function selection(
  { model, fields, related = [], include = [] }: FindPlan,
  joins: Joins,
  dialect: Dialect,
): Figure[] {
  const context = { dialect, model }
  const beside = related.map((value) => read(value.field, joins.value(value), dialect))
  return [...selectList(fields, context), ...beside, ...include.map((plan) => included(plan, context))]
}
