import { rowAccessOf } from '../../access/row-rules.ts'
import type { Session } from '../../access/session.ts'
import { flagsOf, SessionClaims } from '../../access/session-claims.ts'
import type { Store, Told } from '../../store/contract.ts'
import type { RowSecurity } from '../../store/row-security.ts'
import type { ConnectedModel } from '../connected-model.ts'

type Models = ReadonlyMap<string, ConnectedModel>

/** By store whose database keeps rules by itself: what it is told of a session. */
export type ClaimsByStore = ReadonlyMap<Store, (session: Session) => Told>

function teller(models: Models, security: RowSecurity, report: (error: unknown) => void) {
  const sources = rowAccessOf(models).claims.map((source) => ({
    source,
    told: security.claim(source.claim),
  }))
  const claims = new SessionClaims(report)
  return (session: Session): Told => {
    const flags = flagsOf(session).map((flag) => [flag, true] as const)
    const held = sources.flatMap(({ source, told }) => {
      const parameters = claims.parameters(source, session)
      return parameters === undefined ? [] : [[told.name, told.tell(parameters)] as const]
    })
    return JSON.stringify(Object.fromEntries([...flags, ...held]))
  }
}

/** What the databases that keep rules by themselves are told; throws where a rule is none that they can keep. */
export function claimsByStore(models: Models, report: (error: unknown) => void): ClaimsByStore {
  const stores = new Set([...models.values()].map(({ store }) => store))
  return new Map(
    [...stores].flatMap((store) => {
      const { rowSecurity } = store
      if (rowSecurity?.isOn !== true) return []
      const own = new Map([...models].filter(([, model]) => model.store === store))
      return [[store, teller(own, rowSecurity, report)] as const]
    }),
  )
}
