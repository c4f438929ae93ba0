import { Router } from 'express'
import { sendRepresentation } from '../http/representation.ts'
import { homePage } from '../pages/home-page.ts'
import { readListQuery } from '../pages/list-query.ts'
import { findListing } from '../product/find-listing.ts'
import { thingPath } from '../product/product-facts.ts'
import type { Context } from './context.ts'

/** The catalogue: the home page with search, and the list of all addresses for search engines. */
export function listRoutes({ db, site }: Context): Router {
  const router = Router()
  router.get('/', async (req, res) => {
    const query = readListQuery(new URL(req.originalUrl, 'http://host').searchParams)
    sendRepresentation(req, res, {
      type: 'text/html; charset=utf-8',
      body: homePage(site, await findListing(db, query)),
    })
  })
  router.get('/sitemap.xml', async (req, res) => {
    sendRepresentation(req, res, {
      type: 'application/xml; charset=utf-8',
      body: await sitemap({ db, site }),
    })
  })
  router.get('/robots.txt', (_req, res) => {
    res.type('text/plain').send(`User-agent: *\nDisallow:\nSitemap: ${site.origin}/sitemap.xml\n`)
  })
  return router
}

/** A sitemap may name 50,000 addresses (sitemaps.org); the newest changes come first. */
const sitemapLimit = 50_000

async function sitemap({ db, site }: Context): Promise<string> {
  const products = await db.Product.find({
    where: { status: 'published' },
    sort: { updatedAt: 'desc' },
    limit: sitemapLimit,
    select: { id: true, gtin: true, updatedAt: true },
  })
  const urls = products.map((product) => urlElement(site.origin + thingPath(product), product.updatedAt))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('')}</urlset>\n`
}

function urlElement(address: string, modified: Date): string {
  return `<url><loc>${address}</loc><lastmod>${modified.toISOString()}</lastmod></url>\n`
}
