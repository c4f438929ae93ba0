import { createAccess } from '../../access/create-access.ts'
import { copySession } from '../../access/session.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Guards } from '../core.ts'
import type { ClaimsByStore } from './row-claims.ts'
import { SessionGuard } from './session-guard.ts'

type Models = ReadonlyMap<string, ConnectedModel>

/** What databases are told of sessions that keep rules by themselves; only where there are such is it loaded how. */
async function loadClaims(models: Models, report: (error: unknown) => void): Promise<ClaimsByStore> {
  if (![...models.values()].some(({ store }) => store.rowSecurity?.isOn)) return new Map()
  const { claimsByStore } = await import('./row-claims.ts')
  return claimsByStore(models, report)
}

/** Makes guards of sessions; checks first that what models say of access fits together. */
export async function createGuards(models: Models, report: (error: unknown) => void): Promise<Guards> {
  const access = createAccess(models, report)
  const claims = await loadClaims(models, report)
  return { as: (session) => new SessionGuard(access.as(copySession(session)), claims) }
}
