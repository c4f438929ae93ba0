import { sql } from 'kysely'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Assignment, DestroyPlan, InsertPlan, UpdatePlan } from '../../store/contract.ts'
import type { ReadStatement } from './clauses.ts'
import { figures, finish, selectList } from './clauses.ts'
import type { Context } from './condition.ts'
import { columnOf, whereSql } from './condition.ts'
import type { Dialect } from './dialect.ts'
import type { Sql, Statement } from './statement.ts'
import { compile, joined, orNull, param } from './statement.ts'

type Increment = Extract<Assignment['to'], { readonly op: 'increment' }>

const fieldParam = (field: FieldShape, position: number, dialect: Dialect): Sql =>
  param(position, orNull(dialect.codec(field).encode))

/** INSERT of one row, without what may follow it. */
export function insertSql(fields: readonly FieldShape[], { dialect, model }: Context): Sql {
  const table = sql.id(model.table)
  if (fields.length === 0) return sql`insert into ${table} ${dialect.noValues}`
  const columns = joined(fields.map((field) => sql`${sql.id(field.column)}`))
  const values = joined(fields.map((field, position) => fieldParam(field, position, dialect)))
  return sql`insert into ${table} (${columns}) values (${values})`
}

function incremented(field: FieldShape, { param: step, min, max }: Increment, context: Context): Sql {
  const { dialect } = context
  const sum = dialect.increment(field, columnOf(context, field), step)
  const outside = [
    ...(min === undefined ? [] : [sql`${sum} < ${fieldParam(field, min, dialect)}`]),
    ...(max === undefined ? [] : [sql`${sum} > ${fieldParam(field, max, dialect)}`]),
  ]
  if (outside.length === 0) return sum
  return sql`case when ${sql.join(outside, sql` or `)} then ${dialect.overflow(field, columnOf(context, field))} else ${sum} end`
}

/** What an assignment gives, where the context says from which table old values come. */
export function newValue({ field, to }: Assignment, context: Context): Sql {
  const { dialect } = context
  if (to.op === 'set') return fieldParam(field, to.param, dialect)
  if (to.op === 'increment') return incremented(field, to, context)
  return dialect.copy(to.from, field, columnOf(context, to.from))
}

/** What stands behind SET. */
export const assignments = (set: readonly Assignment[], context: Context): Sql =>
  joined(set.map((assignment) => sql`${sql.id(assignment.field.column)} = ${newValue(assignment, context)}`))

/** The columns of the key as RETURNING has them. */
const keyColumns = ({ key }: ModelShape): Sql => joined(key.map(({ column }) => sql`${sql.id(column)}`))

/** The insert of one row as SQL. */
export function insertStatement({ model, fields, returnsKey }: InsertPlan, dialect: Dialect): Statement {
  const returning = returnsKey ? dialect.returning(keyColumns(model)) : sql``
  return compile(dialect.kysely, sql`${insertSql(fields, { dialect, model })}${returning}`)
}

function updateSql(plan: UpdatePlan, context: Context): Sql {
  return sql`update ${sql.id(plan.model.table)} set ${assignments(plan.set, context)}${whereSql(plan.where, context)}`
}

const destroySql = (plan: DestroyPlan, context: Context): Sql =>
  sql`delete from ${sql.id(plan.model.table)}${whereSql(plan.where, context)}`

/** An update as SQL. */
export const updateStatement = (plan: UpdatePlan, dialect: Dialect): Statement =>
  compile(dialect.kysely, updateSql(plan, { dialect, model: plan.model, holds: true }))

/** A destroy as SQL. */
export const destroyStatement = (plan: DestroyPlan, dialect: Dialect): Statement =>
  compile(dialect.kysely, destroySql(plan, { dialect, model: plan.model, holds: true }))

/** An update or destroy that gives the rows: as they are then, or were before they went. */
export function returningStatement(plan: UpdatePlan | DestroyPlan, dialect: Dialect): ReadStatement {
  const context = { dialect, model: plan.model, holds: true }
  const list = selectList(plan.model.fields, context)
  const change = plan.kind === 'update' ? updateSql(plan, context) : destroySql(plan, context)
  return finish(list, sql`${change} returning ${figures(list)}`, context)
}
