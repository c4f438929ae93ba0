import type { Condition } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import type { UpsertPlan } from '../../store/contract.ts'

/** The record that has the values of an upsert's target, which are among those to insert. */
export function targetOf({ fields, target }: UpsertPlan): Condition {
  const same = target.fields.map((field) => equals(field, fields.indexOf(field)))
  const { whereNull } = target
  return whereNull === undefined ? and(...same) : and(...same, { op: 'null', not: false, field: whereNull })
}
