import { checkRoles } from './check-roles.ts'
import type { AccessModel } from './definition.ts'
import { reachFieldsOf } from './reach.ts'
import type { Session } from './session.ts'
import { SessionAccess } from './session-access.ts'

/** What sessions may do in a database; checks that what its models say of access fits together. */
export function createAccess(
  models: ReadonlyMap<string, AccessModel>,
  report: (error: unknown) => void,
): { as(session: Session): SessionAccess } {
  checkRoles(models)
  const rights = { models, reachFields: reachFieldsOf(models), report }
  return { as: (session) => new SessionAccess(rights, session) }
}
