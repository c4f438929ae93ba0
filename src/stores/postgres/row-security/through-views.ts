import type { Condition } from '../../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../../schema/shape.ts'
import type { IncludePlan, Plan } from '../../../store/contract.ts'
import { databaseName } from '../../../support/names.ts'

/** The view by which rules look at all records of a table, whatever whoever is asked about may read. */
export const viewOf = (table: string): string => databaseName(`${table}~all`)

/** The same condition, in which rules look at related records by the views. */
export function throughViews(condition: Condition): Condition {
  if ('items' in condition) return { ...condition, items: condition.items.map(throughViews) }
  if (condition.op !== 'related') return condition
  const { relation, where, ofRule } = condition
  const target = ofRule ? { ...relation.target, table: viewOf(relation.target.table) } : relation.target
  return { ...condition, relation: { ...relation, target }, where: throughViews(where) }
}

/** The same plan, in whose conditions rules look at related records by the views. */
export function planThroughViews(plan: Plan): Plan {
  if (plan.kind === 'insert') return plan
  const where = throughViews(plan.where)
  return plan.kind === 'find' ? { ...plan, where, ...included(plan) } : { ...plan, where }
}

const included = ({ include }: Pick<IncludePlan, 'include'>): Pick<IncludePlan, 'include'> =>
  include === undefined
    ? {}
    : { include: include.map((plan) => ({ ...plan, where: throughViews(plan.where), ...included(plan) })) }

/** The columns that rules look at, by table. */
export type Seen = Map<string, Set<string>>

/** Adds what a condition looks at of related records. */
export function addSeen(seen: Seen, condition: Condition, model?: ModelShape): void {
  const add = ({ table }: ModelShape, { column }: FieldShape) =>
    seen.set(table, (seen.get(table) ?? new Set()).add(column))
  if ('items' in condition) for (const item of condition.items) addSeen(seen, item, model)
  if ('field' in condition && model !== undefined) add(model, condition.field)
  if (condition.op !== 'related') return
  const { relation, where } = condition
  if (model !== undefined) add(model, relation.local)
  add(relation.target, relation.foreign)
  addSeen(seen, where, relation.target)
}
