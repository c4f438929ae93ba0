import type { Request, Response } from 'express'
import { Router } from 'express'
import { isPrometheusError, ValidationError } from 'prometheus-odm'
import { decide, findClaims, suggest } from '../catalogue/claims.ts'
import { findEditable } from '../catalogue/find-editable.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { HttpError } from '../http/problems.ts'
import { sendRepresentation } from '../http/representation.ts'
import { claimsPage, suggestPage } from '../pages/claims-page.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'

/** Suggesting corrections, and deciding on them. */
export function claimRoutes(origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  router.get('/products/:key/suggest', async (req, res) => {
    const { site, userId } = contextOf(res)
    if (userId === undefined) return res.redirect(303, '/sign-in')
    sendPage(req, res, 200, suggestPage(site, await found(contextOf(res), req)))
  })
  router.post('/products/:key/suggest', form, (req: Request, res: Response) => make(contextOf(res), req, res))
  router.get('/claims', async (req, res) => {
    const { db, site, userId } = contextOf(res)
    if (userId === undefined) return res.redirect(303, '/sign-in')
    sendPage(req, res, 200, claimsPage(site, await findClaims(db, userId)))
  })
  router.post('/claims/:id', form, (req: Request, res: Response) => act(contextOf(res), req, res))
  return router
}

function sendPage(req: Request, res: Response, status: number, body: string): void {
  res.status(status).set('Cache-Control', 'private, no-store')
  sendRepresentation(req, res, { type: 'text/html; charset=utf-8', body })
}

async function found({ db }: Context, req: Request) {
  const product = await findEditable(db, String(req.params.key))
  if (product !== null) return product
  throw new HttpError(404, 'Not in the catalogue', 'No such product is known here.')
}

async function make(context: Context, req: Request, res: Response): Promise<void> {
  const product = await found(context, req)
  const text = (name: string) => formText(req.body, name).trim()
  const given = {
    path: text('path'),
    value: text('value') || null,
    source: text('source'),
    note: text('note') || null,
  }
  try {
    await suggest(context.db, product, given)
    res.redirect(303, '/claims')
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    const problems = Object.fromEntries(error.problems.map(({ field, message }) => [field, message]))
    sendPage(req, res, 422, suggestPage(context.site, product, given, problems))
  }
}

async function act({ db }: Context, req: Request, res: Response): Promise<void> {
  const id = String(req.params.id)
  const what = formText(req.body, 'do')
  if (what === 'withdraw') await withdraw({ db }, id)
  else if (what === 'accept' || what === 'reject') await settle({ db }, id, what)
  else throw new HttpError(400, 'Nothing to do', 'This form asks for nothing that is known here.')
  res.redirect(303, '/claims')
}

const gone = () => new HttpError(404, 'Not there', 'This correction is not there, or is decided already.')

async function withdraw({ db }: Pick<Context, 'db'>, id: string): Promise<void> {
  const claim = await db.Claim.findById(id)
  if (claim === null) throw gone()
  await claim.destroy()
}

async function settle({ db }: Pick<Context, 'db'>, id: string, what: 'accept' | 'reject'): Promise<void> {
  try {
    if ((await decide(db, id, what)) === null) throw gone()
  } catch (error) {
    if (!(isPrometheusError(error) && error.code === 'VALIDATION_FAILED')) throw error
    throw new HttpError(
      409,
      'It does not fit',
      'The product does not take this value. Reject it, or edit the product.',
    )
  }
}
