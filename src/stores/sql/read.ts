import { sql } from 'kysely'
import type { FieldShape } from '../../schema/shape.ts'
import type { AggregatePlan, AggregateTerm, CountPlan } from '../../store/contract.ts'
import type { ReadStatement } from './clauses.ts'
import { figures, finish, from, orderBy, range, read, selectList } from './clauses.ts'
import type { Context } from './condition.ts'
import { columnOf, whereSql } from './condition.ts'
import type { Dialect, Figure } from './dialect.ts'
import { Joins } from './related-value.ts'
import type { Sql, Statement } from './statement.ts'
import { compile, joined } from './statement.ts'

/** A count as SQL. */
export function countStatement(plan: CountPlan, dialect: Dialect): Statement {
  const context = { dialect, model: plan.model }
  return compile(dialect.kysely, sql`select count(*) ${from(context)}${whereSql(plan.where, context)}`)
}

function figure({ fn, field }: AggregateTerm, context: Context): Figure {
  const { dialect } = context
  if (field === undefined) return { value: sql`count(*)`, decode: dialect.count }
  const column = columnOf(context, field)
  if (fn === 'count') return { value: sql`count(${column})`, decode: dialect.count }
  if (fn === 'sum') return dialect.sum(field, column)
  return read(field, dialect.extreme(fn, field, column), dialect)
}

/** The least or the greatest value, where the database can tell it of every type. */
export const plainExtreme = (fn: 'min' | 'max', _field: FieldShape, column: Sql): Sql =>
  fn === 'min' ? sql`min(${column})` : sql`max(${column})`

/** An aggregate as SQL. */
export function aggregateStatement(plan: AggregatePlan, dialect: Dialect): ReadStatement {
  const context = { dialect, model: plan.model }
  const list = [...selectList(plan.by, context), ...plan.terms.map((term) => figure(term, context))]
  const columns = plan.by.map((field) => columnOf(context, field))
  const groups = columns.length === 0 ? sql`` : sql` group by ${joined(columns)}`
  const text = sql`select ${figures(list)} ${from(context)}${whereSql(plan.where, context)}${groups}${orderBy(plan.sort, new Joins(context), dialect)}${range(plan.limit, undefined, dialect)}`
  return finish(list, text, context)
}
