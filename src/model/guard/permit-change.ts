import type { SessionAccess } from '../../access/session-access.ts'
import type { Policy } from '../../query/policy.ts'
import type { Attribute } from '../../schema/attribute.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { AskedChange } from '../guard.ts'
import type { Binding } from '../scope.ts'
import type { Change } from '../write/change.ts'
import type { Changes } from '../write/changes.ts'
import { forbiddenField, forbiddenReach } from './denial.ts'
import { requireVisible } from './visible-refs.ts'

const namesOf = (changes: Changes): string[] => [...changes.keys()].map(({ name }) => name)

/** A rule of one attribute; refuses where it allows nothing. */
function ruleOf(policy: Policy, model: ConnectedModel, name: string, use: 'read' | 'write'): Policy[] {
  if (policy === false) throw forbiddenField(model, name, use)
  return policy === true ? [] : [policy]
}

function rulesOf(
  access: SessionAccess,
  model: ConnectedModel,
  [{ name }, change]: readonly [Attribute, Change],
  given: readonly string[],
): Policy[] {
  const written = given.includes(name)
    ? ruleOf(access.field(model.name, name, 'write'), model, name, 'write')
    : []
  if (change.op !== 'copy') return written
  const { name: from } = change.from
  return [...written, ...ruleOf(access.field(model.name, from, 'read'), model, from, 'read')]
}

/** What stored records have to fit for a change; refuses what is allowed of none. */
export async function permitChange(
  access: SessionAccess,
  binding: Binding,
  { action, changes, given = namesOf(changes) }: AskedChange,
): Promise<readonly Policy[]> {
  const { model } = binding
  const policies: Policy[] = [access.policy(model.name, action)]
  if (action !== 'update') return policies
  const reach = access.reachFields(model.name)
  for (const change of changes) {
    if (reach.has(change[0].name)) throw forbiddenReach(model, change[0].name, action)
    policies.push(...rulesOf(access, model, change, given))
  }
  for (const [{ shape }, change] of changes) {
    if (shape?.ref !== undefined && change.op === 'set')
      await requireVisible(binding, { field: shape, values: [change.value] })
  }
  return policies
}
