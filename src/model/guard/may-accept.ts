import { allOf } from '../../access/fold.ts'
import type { SessionAccess } from '../../access/session-access.ts'
import type { Row } from '../../store/contract.ts'
import type { Binding } from '../scope.ts'
import { fitNew } from './fit-new.ts'
import { verdicts } from './verdicts.ts'

/** Whether a session holds a role on a record as it would be, and no rule forbids that it gets it. */
export async function mayAccept(
  access: SessionAccess,
  binding: Binding,
  role: string,
  row: Row,
): Promise<boolean> {
  const { model } = binding
  const policy = allOf([access.role(model, role), ...access.always(model, 'transfer')])
  const [held] = await verdicts(binding, policy, [row], fitNew)
  return held === true
}
