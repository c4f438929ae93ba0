import type { Action } from '../../access/actions.ts'
import type { Policy } from '../../query/policy.ts'
import type { Row } from '../../store/contract.ts'
import type { Binding } from '../scope.ts'
import type { WholeChange } from './change-matching.ts'

/** The right that a change needs: whoever may destroy a record may make it a living one again. */
export const actionOf = ({ action }: Pick<WholeChange, 'action'>): Action =>
  action === 'restore' ? 'destroy' : action

const NONE: readonly Policy[] = Object.freeze([])

/** What is stored along where a record becomes a living one again is an update like any other. */
function alongside(
  binding: Binding,
  { action, changes }: WholeChange,
): Promise<readonly Policy[]> | undefined {
  const { tombstone } = binding.model.shape
  const others = new Map([...changes].filter(([{ shape }]) => shape !== tombstone))
  if (action !== 'restore' || others.size === 0) return undefined
  return binding.scope.guard?.permitChange(binding, { action: 'update', changes: others })
}

/** What stored records have to fit for a change by the caller; refuses what is allowed of none. */
export async function policiesOf(binding: Binding, whole: WholeChange): Promise<readonly Policy[]> {
  const { guard } = binding.scope
  if (whole.policies !== undefined) return whole.policies
  if (guard === null) return NONE
  const own = await guard.permitChange(binding, { ...whole, action: actionOf(whole) })
  return [...own, ...((await alongside(binding, whole)) ?? NONE)]
}

/** What one stored record has to fit for a change; functions of roles are asked of it here. */
export async function policiesFor(
  binding: Binding,
  row: Row,
  whole: WholeChange,
): Promise<readonly Policy[]> {
  const policies = await policiesOf(binding, whole)
  const { guard } = binding.scope
  return guard === null ? policies : guard.decide(binding, row, policies, actionOf(whole))
}

/** A record that goes. */
export const going: WholeChange = { action: 'destroy', changes: new Map() }
