import type { RowSecurityPlan } from '../../../access/row-rule.ts'
import type { DatabaseRoles, RowSecuritySql } from '../../../store/row-security.ts'
import { quoted } from '../../sql/schema/names.ts'
import { createFunctions, dropFunctions } from './functions.ts'
import { createPolicies, createTriggers, dropPolicies, dropTriggers } from './policies.ts'
import { closeReader, createViews, dropViews, openReader, revokeReader } from './reader.ts'
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
  const { models } = plan
  const seen = seenBy(plan)
  const [open, close] = [openReader(roles), closeReader(roles)]
  const removed = [
    ...models.flatMap(({ model }) => dropPolicies(model)),
    ...models.flatMap(dropTriggers),
    ...dropViews(models.map(({ model }) => model.table)),
  ]
  return {
    up: [
      ...[open, ...removed, ...createFunctions(), ...createViews(seen, roles)],
      ...models.flatMap((rules) => [...createPolicies(rules, roles.application), ...createTriggers(rules)]),
      close,
    ],
    down: [
      ...[open, ...removed, ...revokeReader(seen, roles), ...dropFunctions()],
      ...models.flatMap(({ model: { table } }) => [
        `alter table ${quoted(table)} no force row level security;`,
        `alter table ${quoted(table)} disable row level security;`,
      ]),
      close,
    ],
  }
}
