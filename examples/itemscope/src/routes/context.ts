import type { Response } from 'express'
import type { SessionUser } from '../catalogue/claims.ts'
import type { Scope } from '../database.ts'
import type { Site } from '../html/layout.ts'

/** What a request is answered with: the catalogue as whoever asks may see it, and what pages are made with. */
export interface Context {
  readonly db: Scope
  readonly site: Site
  /** Who is signed in, by id. */
  readonly userId?: string | undefined
  /** The same as rules know them. */
  readonly user?: SessionUser | undefined
}

const contexts = new WeakMap<Response, Context>()

/** Says with what a request is answered; done once, before any route. */
export function setContext(res: Response, context: Context): void {
  contexts.set(res, context)
}

/** With what a request is answered. */
export function contextOf(res: Response): Context {
  const context = contexts.get(res)
  if (context === undefined) throw new Error('a route was asked before it was known for whom')
  return context
}
