import type { Request, Response } from 'express'
import { Router } from 'express'
import { findNeighbours, findProduct } from '../catalogue/find-product.ts'
import { findProvenance } from '../catalogue/find-provenance.ts'
import { openToOtherSites } from '../http/open-to-other-sites.ts'
import { HttpError } from '../http/problems.ts'
import { describeProduct } from '../linked-data/describe-product.ts'
import { productPage } from '../pages/product-page.ts'
import { readGtin } from '../product/gtin.ts'
import type { ProductView } from '../product/product-facts.ts'
import { documentPath, thingPath } from '../product/product-facts.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'
import { readKey, restOf, sendDocument } from './send-document.ts'

/**
 * Products: the thing at `/01/{gtin}` (a GS1 Digital Link) or `/id/{id}`, and the documents about it at
 * `/products/{key}`.
 */
export function productRoutes(): Router {
  const router = Router()
  router.use(['/01', '/id', '/products'], openToOtherSites)
  router.get('/01/:key', (req, res) => showByGtin(contextOf(res), req, res, '/01/'))
  router.get('/id/:key', (req, res) => showById(contextOf(res), req, res, '/id/'))
  router.get('/products/:key', (req, res) => {
    const show = /^[0-9]+$/.test(readKey(req).key) ? showByGtin : showById
    return show(contextOf(res), req, res, '/products/')
  })
  return router
}

async function showByGtin(context: Context, req: Request, res: Response, base: string): Promise<void> {
  const asked = readKey(req)
  const read = readGtin(asked.key)
  if ('problem' in read) throw notGtin(read.problem)
  if (read.gtin !== asked.key) return res.redirect(301, base + read.gtin + restOf(req, asked))
  const product = await findProduct(context.db, { gtin: read.gtin })
  if (product === null) throw unknown(`No product with the GTIN ${read.gtin} is known here.`)
  await showProduct(context, req, res, product)
}

async function showById(context: Context, req: Request, res: Response, base: string): Promise<void> {
  const asked = readKey(req)
  const product = await findProduct(context.db, { id: asked.key })
  if (product === null) throw unknown('No product with this id is known here.')
  if (product.gtin === null) return showProduct(context, req, res, product)
  const path = base === '/products/' ? documentPath(product) : thingPath(product)
  res.redirect(307, path + restOf(req, asked))
}

function showProduct(
  { db, site, userId }: Context,
  req: Request,
  res: Response,
  product: ProductView,
): Promise<void> {
  const thing = describeProduct(product, site.origin)
  const document = {
    path: documentPath(product),
    canonical: site.origin + thingPath(product),
    thing,
    async html() {
      const isEditable =
        userId !== undefined && (await db.Product.can('update', { record: product.id })) === 'yes'
      const [neighbours, provenance] = await Promise.all([
        findNeighbours(db, product),
        findProvenance(db, product),
      ])
      return productPage(site, { product, thing, isEditable, neighbours, provenance })
    },
  }
  return sendDocument(req, res, { document, ending: readKey(req).ending })
}

function notGtin(problem: string): HttpError {
  const sentence = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`
  return new HttpError(400, 'This is not a GTIN', `${sentence} A GTIN is the number under a barcode.`)
}

const unknown = (detail: string): HttpError => new HttpError(404, 'Not in the catalogue', detail)
