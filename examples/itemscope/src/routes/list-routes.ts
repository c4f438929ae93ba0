import { Router } from 'express'
import { findListing } from '../catalogue/find-listing.ts'
import type { SitemapEntry } from '../catalogue/find-sitemap.ts'
import { findSitemap } from '../catalogue/find-sitemap.ts'
import { sendRepresentation } from '../http/representation.ts'
import { homePage } from '../pages/home-page.ts'
import { readListQuery } from '../pages/list-query.ts'
import { contextOf } from './context.ts'

/** The catalogue: the home page with search, and the list of all addresses for search engines. */
export function listRoutes(): Router {
  const router = Router()
  router.get('/', async (req, res) => {
    const { db, site } = contextOf(res)
    const query = readListQuery(new URL(req.originalUrl, 'http://host').searchParams)
    sendRepresentation(req, res, {
      type: 'text/html; charset=utf-8',
      body: homePage(site, await findListing(db, query)),
    })
  })
  router.get('/sitemap.xml', async (req, res) => {
    const { db, site } = contextOf(res)
    sendRepresentation(req, res, {
      type: 'application/xml; charset=utf-8',
      body: sitemap(site.origin, await findSitemap(db)),
    })
  })
  router.get('/robots.txt', (_req, res) => {
    const { site } = contextOf(res)
    res.type('text/plain').send(`User-agent: *\nDisallow:\nSitemap: ${site.origin}/sitemap.xml\n`)
  })
  return router
}

function sitemap(origin: string, entries: readonly SitemapEntry[]): string {
  const urls = entries.map(
    ({ path, updatedAt }) =>
      `<url><loc>${origin}${path}</loc><lastmod>${updatedAt.toISOString()}</lastmod></url>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('')}</urlset>\n`
}
