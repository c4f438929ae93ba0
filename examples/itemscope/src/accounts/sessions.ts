import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../database.ts'
import type { Session } from '../models/prometheus.ts'

/** How long somebody stays signed in, in milliseconds. */
export const sessionTime = 14 * 86_400_000

const trusted = (db: Database) => db.system('who is signed in')
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Somebody who is signed in, as pages and rules know them. */
export interface SignedIn {
  readonly session: Session
  readonly name: string
}

/** Signs somebody in: gives the token that their device keeps. Sessions that have ended go. */
export async function beginSession(db: Database, userId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const { LoginSession } = trusted(db)
  await LoginSession.removeEnded()
  await LoginSession.create({ id: hashOf(token), userId, expiresAt: new Date(Date.now() + sessionTime) })
  return token
}

/** Whose token it is; null where it is nobody's, or has ended. */
export async function findSession(db: Database, token: string): Promise<SignedIn | null> {
  const found = await trusted(db).LoginSession.findOne({
    where: { id: hashOf(token), expiresAt: { $gt: new Date() } },
    include: { user: { select: { id: true, name: true, email: true, roles: true } } },
  })
  if (found === null) return null
  const { id, name, email, roles } = found.user
  return { session: { user: { id, email, roles } }, name }
}

/** Ends the session of a token. */
export async function endSession(db: Database, token: string): Promise<void> {
  await trusted(db).LoginSession.destroyWhere({ id: hashOf(token) })
}
