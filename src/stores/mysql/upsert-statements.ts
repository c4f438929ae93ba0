import type { Condition } from '../../query/condition.ts'
import { and } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { FindPlan, UpdatePlan, UpsertPlan } from '../../store/contract.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Dialect } from '../sql/dialect.ts'
import { targetOf } from '../sql/upsert-target.ts'
import { keyedFrom } from './keyed.ts'
import { lockingStatement } from './locking.ts'

/** Finds one record with some of its fields. */
export const findPlan = (
  { model }: UpsertPlan,
  fields: readonly FieldShape[],
  where: Condition,
): FindPlan => ({ kind: 'find', model, fields, where, sort: [], one: true })

/** Finds the record that is to change and locks it: its fields, and behind them the key that it will have. */
export const fittingStatement = (plan: UpsertPlan, dialect: Dialect): ReadStatement =>
  lockingStatement(plan, and(targetOf(plan), plan.where), dialect)

/** Changes the record whose key stands in the parameters from a position on. */
export const updatePlan = (plan: UpsertPlan, position: number): UpdatePlan => ({
  kind: 'update',
  model: plan.model,
  set: plan.set,
  where: keyedFrom(plan.model, position),
})

/** Reads the record whose key is the parameters. */
export const keyedPlan = (plan: UpsertPlan): FindPlan =>
  findPlan(plan, plan.model.fields, keyedFrom(plan.model, 0))
