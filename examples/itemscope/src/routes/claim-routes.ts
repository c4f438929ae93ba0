import type { Request, Response } from 'express'
import { Router } from 'express'
import { isPrometheusError, ValidationError } from 'prometheus-odm'
import { findDecidable, findOwnClaims, findWords, suggest } from '../catalogue/claims.ts'
import { decide, withdraw } from '../catalogue/decide-claim.ts'
import type { Editable } from '../catalogue/find-editable.ts'
import { findEditable } from '../catalogue/find-editable.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { sendPrivatePage } from '../http/private-page.ts'
import { HttpError } from '../http/problems.ts'
import type { SuggestParts } from '../pages/claims-page.ts'
import { claimsPage, suggestPage } from '../pages/claims-page.ts'
import type { Problems } from '../pages/forms.ts'
import { readPlace } from '../pages/list-query.ts'
import { moderationPage } from '../pages/moderation-page.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'
import { refusedBy } from './form-problems.ts'

/** Suggesting corrections, taking them back, and deciding on them. */
export function claimRoutes(origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  router.get('/products/:key/suggest', async (req, res) => {
    const context = contextOf(res)
    if (context.userId === undefined) return res.redirect(303, '/sign-in')
    await sendSuggest(context, req, res, { product: await found(context, req) })
  })
  router.post('/products/:key/suggest', form, (req: Request, res: Response) => make(contextOf(res), req, res))
  router.get('/claims', async (req, res) => {
    const { db, site, userId } = contextOf(res)
    if (userId === undefined) return res.redirect(303, '/sign-in')
    sendPrivatePage(req, res, 200, claimsPage(site, await findOwnClaims(db, userId, placeOf(req))))
  })
  router.get('/moderation', (req, res) => sendQueue(contextOf(res), req, res))
  router.post('/claims/:id', form, (req: Request, res: Response) => act(contextOf(res), req, res))
  return router
}

const placeOf = (req: Request) => readPlace(new URL(req.originalUrl, 'http://host').searchParams)

async function found({ db }: Context, req: Request): Promise<Editable> {
  const product = await findEditable(db, String(req.params.key))
  if (product !== null) return product
  throw new HttpError(404, 'Not in the catalogue', 'No such product is known here.')
}

async function sendSuggest(
  { db, site }: Context,
  req: Request,
  res: Response,
  parts: Omit<SuggestParts, 'words'>,
): Promise<void> {
  const words = await findWords(db, [parts.product.id])
  sendPrivatePage(req, res, parts.problems ? 422 : 200, suggestPage(site, { ...parts, words }))
}

async function make(context: Context, req: Request, res: Response): Promise<void> {
  const { db, user } = context
  const product = await found(context, req)
  if (user === undefined) throw new HttpError(403, 'Not signed in', 'Sign in to suggest a correction.')
  const text = (name: string) => formText(req.body, name).trim()
  const filled = {
    path: text('path'),
    value: text('value') || null,
    source: text('source'),
    note: text('note') || null,
  }
  try {
    await suggest(db, product, { ...filled, user })
    res.redirect(303, '/claims')
  } catch (error) {
    const refused = error instanceof ValidationError ? refusedBy(error, { thing: 'correction' }) : null
    if (refused === null) throw error
    await sendSuggest(context, req, res, { product, filled, problems: refused.problems })
  }
}

async function sendQueue(
  { db, site, user }: Context,
  req: Request,
  res: Response,
  { status = 200, problems = {} }: { status?: number; problems?: Problems } = {},
): Promise<void> {
  if (user === undefined) return res.redirect(303, '/sign-in')
  const queue = await findDecidable(db, user, placeOf(req))
  sendPrivatePage(req, res, status, moderationPage(site, queue, problems))
}

const gone = () => new HttpError(404, 'Not there', 'This correction is not there, or is decided already.')

async function act(context: Context, req: Request, res: Response): Promise<void> {
  const what = formText(req.body, 'do')
  if (what === 'withdraw') return takeBack(context, req, res)
  if (what === 'accept' || what === 'reject') return settle(context, req, res)
  throw new HttpError(400, 'Nothing to do', 'This form asks for nothing that is known here.')
}

async function takeBack({ db, userId }: Context, req: Request, res: Response): Promise<void> {
  const done = await withdraw(db, String(req.params.id), userId)
  if (done === null) throw gone()
  if (!done) throw new HttpError(403, 'Not yours', 'Only who has suggested something takes it back.')
  res.redirect(303, '/claims')
}

/** What keeps a suggestion from being decided so, in words for whoever decides. */
function undecided(error: unknown): Problems | null {
  if (isPrometheusError(error) && error.code === 'STALE_VERSION')
    return { '': 'Somebody else has decided, or changed the product, at this moment. Look at it again.' }
  if (!(error instanceof ValidationError)) return null
  if (error.problems.some(({ field }) => field === 'reviewAfter'))
    return { '': 'The day until which you stand by it has to be one from today on, within a year.' }
  return { '': 'The product does not take this value. Reject it, or edit the product.' }
}

async function settle(context: Context, req: Request, res: Response): Promise<void> {
  const decision = {
    accept: formText(req.body, 'do') === 'accept',
    reviewAfter: formText(req.body, 'reviewAfter').trim() || null,
  }
  try {
    if ((await decide(context.db, String(req.params.id), decision)) === null) throw gone()
    res.redirect(303, '/moderation')
  } catch (error) {
    if (isPrometheusError(error) && error.code === 'FORBIDDEN') throw notYours()
    const problems = undecided(error)
    if (problems === null) throw error
    await sendQueue(context, req, res, { status: 409, problems })
  }
}

const notYours = () =>
  new HttpError(
    403,
    'Not yours to decide',
    'Those who act for its company decide on a correction, or administrators where the company does not stand by the field; nobody on their own.',
  )
