import type { Request, Response } from 'express'
import type { Database } from '../database.ts'
import type { DocumentFormat, Format } from '../http/negotiate.ts'
import { documentFormats, mediaTypes, negotiate } from '../http/negotiate.ts'
import { HttpError } from '../http/problems.ts'
import type { Representation } from '../http/representation.ts'
import { sendRepresentation } from '../http/representation.ts'
import { describeProduct } from '../linked-data/describe-product.ts'
import { jsonLd } from '../linked-data/json-ld.ts'
import type { Neighbour } from '../pages/product-page.ts'
import { productPage } from '../pages/product-page.ts'
import type { ProductView } from '../product/product-facts.ts'
import { documentPath, thingPath } from '../product/product-facts.ts'
import type { Context } from './context.ts'

/** Sends a product in the format that the ending of its address asks for, else in the one that Accept prefers. */
export async function showProduct(
  context: Context,
  req: Request,
  res: Response,
  product: ProductView,
  ending: DocumentFormat | null,
): Promise<void> {
  res.set('Link', links(product, context.site.origin))
  const format = ending ?? chooseFormat(req, res, product)
  sendRepresentation(req, res, await represent(context, product, format))
}

/** The format that Accept prefers; says that it was chosen so, and where its document is. */
function chooseFormat(req: Request, res: Response, product: ProductView): Format {
  res.vary('Accept')
  const format = negotiate(req.headers.accept)
  const types = Object.values(mediaTypes).join(', ')
  if (format === null) throw new HttpError(406, 'No such format', `This product is there as ${types}.`)
  res.set('Content-Location', `${documentPath(product)}.${format === 'html' ? 'html' : 'jsonld'}`)
  return format
}

function links(product: ProductView, origin: string): string {
  const alternates = documentFormats.map(
    (format) => `<${documentPath(product)}.${format}>; rel="alternate"; type="${mediaTypes[format]}"`,
  )
  return [`<${origin}${thingPath(product)}>; rel="canonical"`, ...alternates].join(', ')
}

async function represent(
  { db, site }: Context,
  product: ProductView,
  format: Format,
): Promise<Representation> {
  if (format !== 'html')
    return { type: mediaTypes[format], body: jsonLd(describeProduct(product, site.origin)) }
  return { type: 'text/html; charset=utf-8', body: productPage(site, product, await neighbours(db, product)) }
}

async function neighbours(db: Database, { brand, id }: ProductView): Promise<Neighbour[]> {
  if (brand === null) return []
  const found = await db.Product.find({
    where: { brand, id: { $ne: id }, status: 'published' },
    sort: { sortName: 'asc' },
    limit: 4,
    select: { id: true, gtin: true, name: true, size: true },
  })
  return found.map(({ name, size, ...product }) => ({
    name: size === null ? name : `${name}, ${size}`,
    path: thingPath(product),
  }))
}
