import { parseCookie } from 'cookie'
import type { RequestHandler, Response } from 'express'
import { findSession, sessionTime } from '../accounts/sessions.ts'
import type { Database } from '../database.ts'
import type { Site } from '../html/layout.ts'
import { setContext } from '../routes/context.ts'

/** Over https the name itself sees to it that the cookie is of this host alone. */
export const cookieName = (origin: string): string =>
  origin.startsWith('https:') ? '__Host-itemscope' : 'itemscope'

/** The token that a request has. */
export const tokenOf = (header: string | undefined, origin: string): string | undefined =>
  parseCookie(header ?? '')[cookieName(origin)]

const cookieOptions = (origin: string) =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: origin.startsWith('https:') }) as const

/** Gives a device its token, or takes it back. */
export function setToken(res: Response, origin: string, token: string | null): void {
  const name = cookieName(origin)
  if (token === null) res.clearCookie(name, cookieOptions(origin))
  else res.cookie(name, token, { ...cookieOptions(origin), maxAge: sessionTime })
}

/** Finds out who asks, and gives routes the catalogue as they may see it. What a session sees no cache keeps. */
export function whoAsks(db: Database, site: Site): RequestHandler {
  return async (req, res, next) => {
    const token = tokenOf(req.headers.cookie, site.origin)
    const signedIn = token === undefined ? null : await findSession(db, token)
    res.vary('Cookie')
    if (token !== undefined) res.set('Cache-Control', 'private, no-store')
    setContext(res, {
      db: db.as(signedIn?.session ?? null),
      userId: signedIn?.session.user?.id,
      user: signedIn?.session.user ?? undefined,
      site: signedIn === null ? site : { ...site, user: signedIn.name },
    })
    next()
  }
}
