import { sql } from 'kysely'
import type { Assignment, UpsertPlan } from '../../store/contract.ts'
import type { ReadStatement } from './clauses.ts'
import { selectList } from './clauses.ts'
import { whereSql } from './condition.ts'
import type { Dialect } from './dialect.ts'
import { compile, joined } from './statement.ts'
import { assignments, insertSql } from './write.ts'

/** An upsert as SQL, by ON CONFLICT and RETURNING; with nothing to set, a column is set to itself so that the row returns. */
export function upsertStatement(plan: UpsertPlan, dialect: Dialect): ReadStatement {
  const context = { dialect, model: plan.model }
  const { fields, whereNull } = plan.target
  const columns = joined(fields.map((field) => sql`${sql.id(field.column)}`))
  const partial = whereNull === undefined ? sql`` : sql` where ${sql.id(whereNull.column)} is null`
  const nothing = fields.slice(0, 1).map((field): Assignment => ({ field, to: { op: 'copy', from: field } }))
  const set = assignments(plan.set.length > 0 ? plan.set : nothing, context)
  const list = selectList(plan.model.fields, context)
  const text = sql`${insertSql(plan.fields, context)} on conflict (${columns})${partial} do update set ${set}${whereSql(plan.where, context)} returning ${joined(list.map(({ value }) => value))}`
  return { ...compile(dialect.kysely, text), decode: list.map(({ decode }) => decode) }
}
