import type { Request, Response } from 'express'
import { Router } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { beginSession, endSession } from '../accounts/sessions.ts'
import { checkCredentials } from '../accounts/sign-in.ts'
import { findAccount } from '../catalogue/find-account.ts'
import type { Database } from '../database.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { sendPrivatePage } from '../http/private-page.ts'
import { setToken, tokenOf } from '../http/who-asks.ts'
import { accountPage } from '../pages/account-page.ts'
import { registerPage, signInPage } from '../pages/sign-in-page.ts'
import { contextOf } from './context.ts'
import { refusedBy } from './form-problems.ts'

/** How often somebody may be wrong with one address, in a quarter of an hour. */
const mostTries = 10

/** How often an address of the network may be wrong with any, or ask for accounts, in a quarter of an hour. */
const mostOfAddress = 60

const tooMany = { '': 'Too many attempts. Wait a quarter of an hour and try again.' }

/** Signing in and out, accounts. `db` is asked for what nobody who asks may see: passwords and sessions. */
export function accountRoutes(db: Database, origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  const limited = [limitBy(addressOf, mostOfAddress), limitBy(emailOf, mostTries)]
  const registering = limitBy(addressOf, mostOfAddress, false)
  router.get('/sign-in', (req, res) => sendPrivatePage(req, res, 200, signInPage(contextOf(res).site)))
  router.post('/sign-in', form, limited, (req: Request, res: Response) => signIn(db, req, res))
  router.post('/sign-out', form, async (req: Request, res: Response) => {
    await endSession(db, tokenOf(req.headers.cookie, origin) ?? '')
    setToken(res, origin, null)
    res.redirect(303, '/')
  })
  router.get('/register', (req, res) => sendPrivatePage(req, res, 200, registerPage(contextOf(res).site)))
  router.post('/register', form, registering, (req: Request, res: Response) => register(db, req, res))
  router.get('/account', showAccount)
  return router
}

const emailOf = (req: Request): string => formText(req.body, 'email').trim().toLowerCase().slice(0, 254)

/** Networks of IPv6 count as one address. */
const addressOf = (req: Request): string => ipKeyGenerator(req.ip ?? '')

/** Limits what is asked for, by what names who asks: all of it, or what fails alone. */
function limitBy(keyGenerator: (req: Request) => string, limit: number, skipSuccessfulRequests = true) {
  return rateLimit({
    windowMs: 15 * 60_000,
    limit,
    skipSuccessfulRequests,
    requestWasSuccessful: (_req, res) => res.statusCode < 400,
    keyGenerator,
    handler: (req, res) => {
      const page = req.path === '/register' ? registerPage : signInPage
      sendPrivatePage(req, res, 429, page(contextOf(res).site, { problems: tooMany }))
    },
  })
}

async function begin(db: Database, res: Response, userId: string): Promise<void> {
  setToken(res, contextOf(res).site.origin, await beginSession(db, userId))
  res.redirect(303, '/account')
}

async function signIn(db: Database, req: Request, res: Response): Promise<void> {
  const [email, password] = [formText(req.body, 'email'), formText(req.body, 'password')]
  const userId = await checkCredentials(db, { email, password })
  if (userId !== null) return begin(db, res, userId)
  const problems = { '': 'This e-mail and password do not belong together.' }
  sendPrivatePage(req, res, 401, signInPage(contextOf(res).site, { email, problems }))
}

const words = {
  thing: 'account',
  taken: { email: { email: 'belongs to an account that is here already' } },
}

async function register(db: Database, req: Request, res: Response): Promise<void> {
  const { db: catalogue, site } = contextOf(res)
  const [name, email] = [formText(req.body, 'name').trim(), formText(req.body, 'email').trim().toLowerCase()]
  try {
    const user = await catalogue.User.create({ name, email, password: formText(req.body, 'password') })
    await begin(db, res, user.id)
  } catch (error) {
    const refused = refusedBy(error, words)
    if (refused === null) throw error
    sendPrivatePage(req, res, refused.status, registerPage(site, { name, email, problems: refused.problems }))
  }
}

async function showAccount(req: Request, res: Response): Promise<void> {
  const { db, site, userId } = contextOf(res)
  const account = userId === undefined ? null : await findAccount(db, userId)
  if (account === null) return res.redirect(303, '/sign-in')
  sendPrivatePage(req, res, 200, accountPage(site, account))
}
