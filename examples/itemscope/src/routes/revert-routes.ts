import type { Request, Response } from 'express'
import { Router } from 'express'
import { ChangedMeanwhile } from '../catalogue/changed-meanwhile.ts'
import type { HistoryRecord } from '../catalogue/find-history-owner.ts'
import { historyFolders } from '../catalogue/find-history-owner.ts'
import { findReversion, revert } from '../catalogue/revert.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { sendPrivatePage } from '../http/private-page.ts'
import { HttpError } from '../http/problems.ts'
import { historyPath } from '../pages/history-page.ts'
import { revertPage } from '../pages/revert-page.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'
import type { Refused } from './form-problems.ts'
import { refusedBy } from './form-problems.ts'
import { historyRecord, historyStep, mayRevert } from './history-routes.ts'

/** Going back to a version of a product, a company or a brand: seeing what would change, and doing it. */
export function revertRoutes(origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  for (const [folder, find] of historyFolders) {
    const path = `/${folder}/:key/history/:version/revert`
    const goal = async (context: Context, req: Request): Promise<Goal> => {
      const found = await historyRecord(context, find, req)
      const { version } = await historyStep(context, found, req)
      if (await mayRevert(context, found)) return { found, version }
      throw new HttpError(
        403,
        'Not yours to change',
        'Only those who may change this go back in its history.',
      )
    }
    router.get(path, async (req, res) => {
      const context = contextOf(res)
      await sendRevert(context, req, res, { goal: await goal(context, req) })
    })
    router.post(path, form, async (req: Request, res: Response) => {
      const context = contextOf(res)
      await goBack(context, req, res, await goal(context, req))
    })
  }
  return router
}

/** A record, and the version to which it goes back. */
interface Goal {
  readonly found: HistoryRecord
  readonly version: number
}

async function sendRevert(
  { db, site }: Context,
  req: Request,
  res: Response,
  { goal: { found, version }, refused }: { readonly goal: Goal; readonly refused?: Refused },
): Promise<void> {
  const reversion = await findReversion(db, found, version)
  if (reversion === null)
    throw new HttpError(404, 'Not in the catalogue', 'Nothing of this name is known here.')
  const parts = { owner: found, version, reversion, ...(refused && { problems: refused.problems }) }
  sendPrivatePage(req, res, refused?.status ?? 200, revertPage(site, parts))
}

async function goBack(context: Context, req: Request, res: Response, goal: Goal): Promise<void> {
  const { found, version } = goal
  try {
    const now = formText(req.body, 'version')
    if (!/^[1-9][0-9]{0,8}$/.test(now)) throw new ChangedMeanwhile()
    await revert(context.db, found, { to: version, now: Number(now) })
    // A product may have another GTIN again, and its address with it: by its id it is found all the same.
    const path = found.model === 'Product' ? `/products/${found.id}` : found.path
    res.redirect(303, historyPath(path))
  } catch (error) {
    const refused = refusedBy(error, { thing: 'record', taken })
    if (refused === null) throw error
    await sendRevert(context, req, res, { goal, refused })
  }
}

const isTaken = 'is that of another record by now'

const taken = { gtin: { gtin: isTaken }, gln: { gln: isTaken } }
