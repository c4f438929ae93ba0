import type { Request, Response } from 'express'
import { Router } from 'express'
import type { Historied } from '../catalogue/find-history.ts'
import { findHistory, findStep } from '../catalogue/find-history.ts'
import { published } from '../catalogue/find-products.ts'
import { brandPath, companyPath } from '../catalogue/slug.ts'
import type { Scope } from '../database.ts'
import { HttpError } from '../http/problems.ts'
import { sendRepresentation } from '../http/representation.ts'
import type { HistoryOwner } from '../pages/history-page.ts'
import { historyPage, historyPath, stepPage } from '../pages/history-page.ts'
import { readPlace } from '../pages/list-query.ts'
import { readGtin } from '../product/gtin.ts'
import { documentPath } from '../product/product-facts.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'

/** A record with a history, and where its page is. */
type Found = Historied & HistoryOwner

/** Finds the record that a key of an address names. */
type Find = (db: Scope, key: string) => Promise<Found | null>

const select = { id: true, name: true } as const

const findProduct: Find = async (db, key) => {
  const read = readGtin(key)
  const named = /^[0-9]+$/.test(key) && 'gtin' in read ? { gtin: read.gtin } : { id: key }
  const found = await db.Product.findOne({
    where: { ...named, ...published },
    select: { ...select, gtin: true },
  })
  return found && { ...found, model: 'Product', path: documentPath(found) }
}

const findCompany: Find = async (db, slug) => {
  const found = await db.Company.findOne({ where: { slug }, select: { ...select, slug: true } })
  return found && { ...found, model: 'Company', path: companyPath(found) }
}

const findBrand: Find = async (db, slug) => {
  const found = await db.Brand.findOne({ where: { slug }, select: { ...select, slug: true } })
  return found && { ...found, model: 'Brand', path: brandPath(found) }
}

/** Histories: what was done to a product, a company or a brand, and each step by itself. */
export function historyRoutes(): Router {
  const router = Router()
  for (const [folder, find] of [
    ['products', findProduct],
    ['companies', findCompany],
    ['brands', findBrand],
  ] as const) {
    router.get(`/${folder}/:key/history`, (req, res) => showHistory(contextOf(res), find, req, res))
    router.get(`/${folder}/:key/history/:version`, (req, res) => showStep(contextOf(res), find, req, res))
  }
  return router
}

async function recordOf({ db }: Context, find: Find, req: Request): Promise<Found> {
  const found = await find(db, String(req.params.key))
  if (found === null) throw new HttpError(404, 'Not in the catalogue', 'Nothing of this name is known here.')
  return found
}

/** Each record's history has one address: another spelling of its key leads there. */
function isElsewhere(req: Request, res: Response, { path }: Found, rest = ''): boolean {
  const [asked, query] = req.originalUrl.split('?')
  const wanted = historyPath(path) + rest
  if (asked === wanted) return false
  res.redirect(301, query === undefined ? wanted : `${wanted}?${query}`)
  return true
}

async function showHistory(context: Context, find: Find, req: Request, res: Response): Promise<void> {
  const found = await recordOf(context, find, req)
  if (isElsewhere(req, res, found)) return
  const place = readPlace(new URL(req.originalUrl, 'http://host').searchParams)
  sendPage(req, res, historyPage(context.site, found, await findHistory(context.db, found, place)))
}

async function showStep(context: Context, find: Find, req: Request, res: Response): Promise<void> {
  const found = await recordOf(context, find, req)
  const text = String(req.params.version)
  const step = /^[1-9][0-9]{0,8}$/.test(text) ? await findStep(context.db, found, Number(text)) : null
  if (step === null)
    throw new HttpError(404, 'No such version', `${found.name} has no version of this number in its history.`)
  if (isElsewhere(req, res, found, `/${text}`)) return
  sendPage(req, res, stepPage(context.site, found, step))
}

function sendPage(req: Request, res: Response, body: string): void {
  sendRepresentation(req, res, { type: 'text/html; charset=utf-8', body })
}
