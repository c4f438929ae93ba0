import { createAccess } from '../../access/create-access.ts'
import { copySession } from '../../access/session.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Guards } from '../core.ts'
import { claimsByStore } from './row-claims.ts'
import { SessionGuard } from './session-guard.ts'

/** Makes guards of sessions; checks first that what models say of access fits together. */
export function createGuards(
  models: ReadonlyMap<string, ConnectedModel>,
  report: (error: unknown) => void,
): Guards {
  const access = createAccess(models, report)
  const claims = claimsByStore(models, report)
  return { as: (session) => new SessionGuard(access.as(copySession(session)), claims) }
}
