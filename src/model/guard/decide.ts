import type { Action } from '../../access/actions.ts'
import type { Policy } from '../../query/policy.ts'
import type { Row } from '../../store/contract.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { requireToAsk } from '../write/apart.ts'
import { keyValues, notFound } from '../write/saved-record.ts'
import { readStoredRow } from '../write/stored-row.ts'
import { isAsked, supersetOf } from './admitted.ts'
import { forbidden } from './denial.ts'
import { fitStored } from './fit-stored.ts'
import { verdicts } from './verdicts.ts'

/**
 * Asks the functions of roles whether a stored record may be changed, and leaves what filters say to the statement. It
 * is asked in the transaction of the write, of the row as it is there.
 */
export async function decide(
  binding: Binding,
  row: Row,
  policies: readonly Policy[],
  action: Action,
): Promise<readonly Policy[]> {
  if (!policies.some(isAsked)) return policies
  const { model } = binding
  requireToAsk(model)
  const stored = await readStoredRow(trusted(binding), keyValues(model, row), 'update')
  if (stored === null) throw notFound(model)
  for (const policy of policies.filter(isAsked)) {
    const [allowed] = await verdicts(binding, policy, [stored], fitStored)
    if (allowed === true) continue
    const isSeen = await readStoredRow(binding, keyValues(model, row))
    throw isSeen === null ? notFound(model) : forbidden(model, action)
  }
  return policies.map(supersetOf)
}
