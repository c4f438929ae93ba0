import type { SessionAccess } from '../../access/session-access.ts'
import type { Policy } from '../../query/policy.ts'
import { forbiddenRead } from '../../query/query-error.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { AskedChange } from '../guard.ts'
import type { Binding } from '../scope.ts'
import type { Change } from '../write/change.ts'
import type { Changes } from '../write/changes.ts'
import { forbiddenReach, forbiddenWrite } from './denial.ts'
import { requireVisible } from './visible-refs.ts'

const namesOf = (changes: Changes): string[] => [...changes.keys()].map(({ name }) => name)

/** A rule of an attribute beside the others; refused where it allows nothing. */
function add(policies: Policy[], policy: Policy, refusal: () => Error): void {
  if (policy === false) throw refusal()
  if (policy !== true) policies.push(policy)
}

/** The attribute of whose value a change tells: what it copies or, by whether the sum is too much, what it adds to. */
function toldBy(name: string, change: Change, isGiven: boolean): string | undefined {
  if (change.op === 'copy') return change.from.name
  return change.op === 'increment' && isGiven ? name : undefined
}

/** What the rules of the attributes that an update sets, and of those of which it tells, ask of records. */
function attributeRules(
  access: SessionAccess,
  { name: model }: ConnectedModel,
  changes: Changes,
  given: readonly string[],
): Policy[] {
  const policies: Policy[] = []
  for (const [{ name }, change] of changes) {
    const isGiven = given.includes(name)
    if (isGiven) add(policies, access.field(model, name, 'write'), () => forbiddenWrite(model, name))
    const told = toldBy(name, change, isGiven)
    if (told !== undefined) add(policies, access.field(model, told, 'read'), () => forbiddenRead(model, told))
  }
  return policies
}

/** Refuses refs to what the session may not know of. */
async function checkRefs(binding: Binding, changes: Changes): Promise<void> {
  for (const [{ shape }, change] of changes) {
    if (shape?.ref !== undefined && change.op === 'set')
      await requireVisible(binding, { field: shape, values: [change.value] })
  }
}

/** What stored records have to fit for a change; refuses what is allowed of none. */
export async function permitChange(
  access: SessionAccess,
  binding: Binding,
  { action, changes, given = namesOf(changes) }: AskedChange,
): Promise<readonly Policy[]> {
  const { model } = binding
  const policy = access.policy(model.name, action)
  if (action === 'transfer') await checkRefs(binding, changes)
  if (action !== 'update') return [policy]
  const reach = access.reachFields(model.name)
  const taken = namesOf(changes).find((name) => reach.has(name))
  if (taken !== undefined) throw forbiddenReach(model, taken, action)
  const rules = attributeRules(access, model, changes, given)
  await checkRefs(binding, changes)
  return [policy, ...rules]
}
