import type { Request, Response } from 'express'
import { Router } from 'express'
import type { DocumentFormat } from '../http/negotiate.ts'
import { documentFormats } from '../http/negotiate.ts'
import { HttpError } from '../http/problems.ts'
import { readGtin } from '../product/gtin.ts'
import { documentPath, thingPath } from '../product/product-facts.ts'
import type { Context } from './context.ts'
import { showProduct } from './show-product.ts'

/** A key out of an address, and the format that its ending asks for. */
interface Asked {
  readonly key: string
  readonly ending: DocumentFormat | null
}

/**
 * Products: the thing at `/01/{gtin}` (a GS1 Digital Link) or `/id/{id}`, and the documents about it at
 * `/products/{key}`.
 */
export function productRoutes(context: Context): Router {
  const router = Router()
  router.use(['/01', '/id', '/products'], openToOtherSites)
  router.get('/01/:key', (req, res) => showByGtin(context, req, res, '/01/'))
  router.get('/id/:key', (req, res) => showById(context, req, res, '/id/'))
  router.get('/products/:key', (req, res) => {
    const show = /^[0-9]+$/.test(readKey(req).key) ? showByGtin : showById
    return show(context, req, res, '/products/')
  })
  return router
}

const allowed = 'GET, HEAD, OPTIONS'

function openToOtherSites(req: Request, res: Response, next: () => void): void {
  res.set('Access-Control-Allow-Origin', '*')
  res.set('Access-Control-Expose-Headers', 'Content-Location, ETag, Link')
  if (req.method !== 'OPTIONS') return next()
  res.set({ Allow: allowed, 'Access-Control-Allow-Methods': allowed })
  res.set('Access-Control-Allow-Headers', 'Accept, If-None-Match')
  res.status(204).end()
}

async function showByGtin(context: Context, req: Request, res: Response, base: string): Promise<void> {
  const { key, ending } = readKey(req)
  const read = readGtin(key)
  if ('problem' in read) throw notGtin(read.problem)
  if (read.gtin !== key) return res.redirect(301, base + read.gtin + restOf(req, ending))
  const product = await context.db.Product.published(read.gtin)
  if (product === null) throw unknown(`No product with the GTIN ${read.gtin} is known here.`)
  await showProduct(context, req, res, product, ending)
}

async function showById(context: Context, req: Request, res: Response, base: string): Promise<void> {
  const { key, ending } = readKey(req)
  const product = await context.db.Product.findOne({ where: { id: key, status: 'published' } })
  if (product === null) throw unknown('No product with this id is known here.')
  if (product.gtin === null) return showProduct(context, req, res, product, ending)
  const path = base === '/products/' ? documentPath(product) : thingPath(product)
  res.redirect(307, path + restOf(req, ending))
}

function notGtin(problem: string): HttpError {
  const sentence = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`
  return new HttpError(400, 'This is not a GTIN', `${sentence} A GTIN is the number under a barcode.`)
}

const unknown = (detail: string): HttpError => new HttpError(404, 'Not in the catalogue', detail)

function readKey(req: Request): Asked {
  const text = String(req.params.key)
  const ending = documentFormats.find((name) => text.endsWith(`.${name}`)) ?? null
  return { key: ending === null ? text : text.slice(0, -ending.length - 1), ending }
}

/** What a redirect keeps of an address: the ending and the query. */
function restOf(req: Request, ending: DocumentFormat | null): string {
  return (ending === null ? '' : `.${ending}`) + (/\?.*$/.exec(req.originalUrl)?.[0] ?? '')
}
