import type { Request, Response } from 'express'
import { Router } from 'express'
import { ChangedMeanwhile } from '../catalogue/changed-meanwhile.ts'
import type { Members } from '../catalogue/members.ts'
import { acceptInvitation, findMembers, invite } from '../catalogue/members.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { sendPrivatePage } from '../http/private-page.ts'
import { HttpError } from '../http/problems.ts'
import type { MemberRole } from '../models/member-roles.ts'
import type { MembersParts } from '../pages/members-page.ts'
import { membersPage, membersPath } from '../pages/members-page.ts'
import type { Managed } from './company-routes.ts'
import { managed } from './company-routes.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'
import type { FormWords, Refused } from './form-problems.ts'
import { refusedBy } from './form-problems.ts'

/** Who acts for a company: seeing it, inviting, changing roles, removing and leaving; and answering an invitation. */
export function memberRoutes(origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  router.get('/companies/:key/members', async (req, res) => {
    const context = contextOf(res)
    await sendMembers(context, req, res, { team: await teamOf(context, req) })
  })
  router.post('/companies/:key/members', form, (req: Request, res: Response) =>
    sendInvitation(contextOf(res), req, res),
  )
  router.post('/companies/:key/members/:id', form, (req: Request, res: Response) =>
    changeMember(contextOf(res), req, res),
  )
  router.post('/invitations/:id', form, (req: Request, res: Response) => answer(contextOf(res), req, res))
  return router
}

const words: FormWords = { thing: 'membership' }

/** A company with those of its members whom somebody sees who may see any. */
interface Team extends Members {
  readonly company: Managed
  readonly isOwner: boolean
}

/** Members see each other; to everybody else all members are alike, be they there or not. */
async function teamOf(context: Context, req: Request): Promise<Team> {
  const { db } = context
  const company = await managed(context, req)
  const [found, update] = await Promise.all([
    findMembers(db, company.id),
    db.Company.can('update', { record: company.id }),
  ])
  const isOwner = update === 'yes'
  if (isOwner || found.members.length > 0) return { company, isOwner, ...found }
  throw new HttpError(403, 'Not yours to see', 'Those who act for a company see each other, and nobody else.')
}

interface Shown {
  readonly team: Team
  readonly refused?: Refused
  readonly filled?: NonNullable<MembersParts['filled']>
}

async function sendMembers({ site, userId }: Context, req: Request, res: Response, shown: Shown) {
  const { team, refused, filled } = shown
  const parts = { ...team, userId, ...(filled && { filled }), ...(refused && { problems: refused.problems }) }
  sendPrivatePage(req, res, refused?.status ?? 200, membersPage(site, parts))
}

/** Does what a form asks for; where that is refused, the page comes again with the reason. */
async function orTell(
  context: Context,
  req: Request,
  res: Response,
  { run, filled }: { run: () => Promise<void>; filled?: NonNullable<MembersParts['filled']> },
): Promise<void> {
  try {
    await run()
  } catch (error) {
    const refused = refusedBy(error, words)
    if (refused === null) throw error
    const team = await teamOf(context, req)
    await sendMembers(context, req, res, { team, refused, ...(filled && { filled }) })
  }
}

async function sendInvitation(context: Context, req: Request, res: Response): Promise<void> {
  const { company } = await teamOf(context, req)
  const filled = {
    email: formText(req.body, 'email').trim().toLowerCase(),
    role: formText(req.body, 'role'),
  }
  const run = async () => {
    await invite(context.db, { companyId: company.id, email: filled.email, role: filled.role as MemberRole })
    res.redirect(303, membersPath(company))
  }
  await orTell(context, req, res, { run, filled })
}

const nothingToDo = () =>
  new HttpError(400, 'Nothing to do', 'This form asks for nothing that is known here.')

/** Asked before, since the model looks for another owner before it asks who may do it. */
const notYours = () => new HttpError(403, 'Not yours to change', 'Only owners say who acts for a company.')

async function changeMember(context: Context, req: Request, res: Response): Promise<void> {
  const { company, members } = await teamOf(context, req)
  const member = members.find(({ id }) => id === req.params.id)
  if (member === undefined)
    throw new HttpError(404, 'Not there', 'This member is not there, or not any more.')
  const what = formText(req.body, 'do')
  const action = what === 'remove' ? 'destroy' : 'update'
  if ((await context.db.Membership.can(action, { record: member })) !== 'yes') throw notYours()
  const run = async () => {
    if (formText(req.body, 'version') !== String(member.version)) throw new ChangedMeanwhile()
    if (what === 'remove') await member.destroy()
    else if (what === 'staff' || what === 'owner') await member.set({ role: what }).save()
    else throw nothingToDo()
    const isGone = what === 'remove' && member.userId === context.userId
    res.redirect(303, isGone ? '/account' : membersPath(company))
  }
  await orTell(context, req, res, { run })
}

const noInvitation = () =>
  new HttpError(404, 'Not there', 'This invitation is not there, or does not count any more.')

async function accept({ db, userId }: Context, id: string): Promise<void> {
  if (userId === undefined) throw noInvitation()
  try {
    if (!(await acceptInvitation(db, id, userId))) throw noInvitation()
  } catch (error) {
    const taken = { companyId: { '': 'You act for this company already.' } }
    const refused = refusedBy(error, { thing: 'invitation', taken })
    if (refused === null) throw error
    throw new HttpError(refused.status, 'Not possible', Object.values(refused.problems).join(' '))
  }
}

async function answer(context: Context, req: Request, res: Response): Promise<void> {
  const id = String(req.params.id)
  const what = formText(req.body, 'do')
  if (what === 'accept') {
    await accept(context, id)
    return res.redirect(303, '/account')
  }
  if (what !== 'decline' && what !== 'withdraw') throw nothingToDo()
  const invitation = await context.db.Invitation.findById(id, {
    include: { company: { select: { slug: true } } },
  })
  if (invitation === null) throw noInvitation()
  await invitation.destroy()
  res.redirect(303, what === 'decline' ? '/account' : membersPath(invitation.company))
}
