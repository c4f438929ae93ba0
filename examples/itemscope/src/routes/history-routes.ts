import type { Request, Response } from 'express'
import { Router } from 'express'
import { findHistory, findStep } from '../catalogue/find-history.ts'
import type { HistoryRecord } from '../catalogue/find-history-owner.ts'
import { historyFolders } from '../catalogue/find-history-owner.ts'
import { HttpError } from '../http/problems.ts'
import { sendRepresentation } from '../http/representation.ts'
import { historyPage, historyPath, stepPage } from '../pages/history-page.ts'
import { readPlace } from '../pages/list-query.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'

type Find = (typeof historyFolders)[number][1]

/** Histories: what was done to a product, a company or a brand, and each step by itself. */
export function historyRoutes(): Router {
  const router = Router()
  for (const [folder, find] of historyFolders) {
    router.get(`/${folder}/:key/history`, (req, res) => showHistory(contextOf(res), find, req, res))
    router.get(`/${folder}/:key/history/:version`, (req, res) => showStep(contextOf(res), find, req, res))
  }
  return router
}

/** The record whose history an address names. */
export async function historyRecord({ db }: Context, find: Find, req: Request): Promise<HistoryRecord> {
  const found = await find(db, String(req.params.key))
  if (found === null) throw new HttpError(404, 'Not in the catalogue', 'Nothing of this name is known here.')
  return found
}

/** The number of a version in an address; the record has to have a step that made it. */
export async function historyStep({ db }: Context, found: HistoryRecord, req: Request) {
  const text = String(req.params.version)
  const step = /^[1-9][0-9]{0,8}$/.test(text) ? await findStep(db, found, Number(text)) : null
  if (step !== null) return { ...step, version: Number(text) }
  throw new HttpError(404, 'No such version', `${found.name} has no version of this number in its history.`)
}

/** Whether whoever asks could go back in the history of a record. */
export async function mayRevert({ db, userId }: Context, { model, id }: HistoryRecord): Promise<boolean> {
  return userId !== undefined && (await db[model].can('update', { record: id })) === 'yes'
}

/** Each record's history has one address: another spelling of its key leads there. */
function isElsewhere(req: Request, res: Response, { path }: HistoryRecord, rest = ''): boolean {
  const [asked, query] = req.originalUrl.split('?')
  const wanted = historyPath(path) + rest
  if (asked === wanted) return false
  res.redirect(301, query === undefined ? wanted : `${wanted}?${query}`)
  return true
}

async function showHistory(context: Context, find: Find, req: Request, res: Response): Promise<void> {
  const found = await historyRecord(context, find, req)
  if (isElsewhere(req, res, found)) return
  const place = readPlace(new URL(req.originalUrl, 'http://host').searchParams)
  sendPage(
    req,
    res,
    historyPage(
      context.site,
      { ...found, mayRevert: await mayRevert(context, found) },
      await findHistory(context.db, found, place),
    ),
  )
}

async function showStep(context: Context, find: Find, req: Request, res: Response): Promise<void> {
  const found = await historyRecord(context, find, req)
  const step = await historyStep(context, found, req)
  if (isElsewhere(req, res, found, `/${step.version}`)) return
  sendPage(req, res, stepPage(context.site, { ...found, mayRevert: await mayRevert(context, found) }, step))
}

function sendPage(req: Request, res: Response, body: string): void {
  sendRepresentation(req, res, { type: 'text/html; charset=utf-8', body })
}
