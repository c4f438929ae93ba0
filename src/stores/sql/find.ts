import { sql } from 'kysely'
import type { FindPlan } from '../../store/contract.ts'
import type { ReadStatement } from './clauses.ts'
import { figures, finish, from, orderBy, range } from './clauses.ts'
import { whereSql } from './condition.ts'
import type { Dialect } from './dialect.ts'
import { eachStatement } from './each.ts'
import { Joins } from './related-value.ts'
import { selection } from './selection.ts'

/** A find as SQL. */
export function findStatement(plan: FindPlan, dialect: Dialect): ReadStatement {
  if (plan.each !== undefined) return eachStatement(plan, plan.each, dialect)
  const context = { dialect, model: plan.model, holds: plan.lock !== undefined }
  const joins = new Joins(context)
  const list = selection(plan, joins, dialect)
  const order = orderBy(plan.sort, joins, dialect)
  const firstOnly = plan.one && plan.sort.length > 0 ? { literal: 1 } : undefined
  const lock = plan.lock === undefined ? sql`` : dialect.lock(plan.lock, plan.model.table)
  const text = sql`select ${figures(list)} ${from(context)}${joins.text}${whereSql(plan.where, context)}${order}${range(plan.limit ?? firstOnly, plan.offset, dialect)}${lock}`
  return finish(list, text, context)
}
