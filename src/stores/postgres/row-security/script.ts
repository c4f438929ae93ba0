import type { RowSecurityPlan } from '../../../access/row-rule.ts'
import type { DatabaseRoles, RowSecuritySql } from '../../../store/row-security.ts'
import { createFunctions, dropFunctions } from './functions.ts'
import { createPolicies, createTriggers } from './policies.ts'
import { closeReader, createViews, openReader } from './reader.ts'
import { removeAll } from './removal.ts'
import type { Seen } from './through-views.ts'
import { addSeen } from './through-views.ts'

/** The columns of related records that rules look at. */
function seenBy({ roles, models }: RowSecurityPlan): Seen {
  const seen: Seen = new Map()
  for (const condition of roles) addSeen(seen, condition)
  for (const { may } of models)
    for (const { any, all } of Object.values(may ?? {}).flat())
      for (const { condition } of [...any, ...all]) addSeen(seen, condition)
  return seen
}

/** SQL that makes the rules of models, in the place of those that it made before, and SQL that takes them away. */
export function rowSecuritySql(plan: RowSecurityPlan, roles: DatabaseRoles): RowSecuritySql {
  const [open, close] = [openReader(roles), closeReader(roles)]
  const rules = plan.models.flatMap((model) => [
    ...createPolicies(model, roles.application),
    ...createTriggers(model),
  ])
  const made = [...createFunctions(), ...createViews(seenBy(plan), roles), ...rules]
  return {
    up: [open, removeAll(roles.reader, false), ...made, close],
    down: [open, removeAll(roles.reader, true), ...dropFunctions(), close],
  }
}
