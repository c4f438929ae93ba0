import { sql } from 'kysely'
import type { Condition } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { FindPlan, UpdatePlan, UpsertPlan } from '../../store/contract.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import { figures, finish, from, read, selectList } from '../sql/clauses.ts'
import { columnOf, whereSql } from '../sql/condition.ts'
import type { Dialect } from '../sql/dialect.ts'
import { targetOf } from '../sql/upsert-target.ts'
import { newValue } from '../sql/write.ts'

/** The record with a key whose values stand in the parameters from a position on. */
const keyedFrom = ({ model }: UpsertPlan, position: number): Condition =>
  and(...model.key.map((field, i) => equals(field, position + i)))

/** Finds one record with some of its fields. */
export const findPlan = (
  { model }: UpsertPlan,
  fields: readonly FieldShape[],
  where: Condition,
): FindPlan => ({ kind: 'find', model, fields, where, sort: [], one: true })

/** Finds the record that is to change and locks it: its fields, and behind them the key that it will have. */
export function fittingStatement(plan: UpsertPlan, dialect: Dialect): ReadStatement {
  const { model, set } = plan
  const context = { dialect, model }
  const keys = model.key.map((field) => {
    const assignment = set.find((one) => one.field === field)
    return read(
      field,
      assignment === undefined ? columnOf(context, field) : newValue(assignment, context),
      dialect,
    )
  })
  const list = [...selectList(model.fields, context), ...keys]
  const where = whereSql(and(targetOf(plan), plan.where), context)
  return finish(
    list,
    sql`select ${figures(list)} ${from(context)}${where}${dialect.lock('update', model.table)}`,
    context,
  )
}

/** Changes the record whose key stands in the parameters from a position on. */
export const updatePlan = (plan: UpsertPlan, position: number): UpdatePlan => ({
  kind: 'update',
  model: plan.model,
  set: plan.set,
  where: keyedFrom(plan, position),
})

/** Reads the record whose key is the parameters. */
export const keyedPlan = (plan: UpsertPlan): FindPlan => findPlan(plan, plan.model.fields, keyedFrom(plan, 0))
