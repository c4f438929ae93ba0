import type { Scope } from '../database.ts'
import { thingPath } from '../product/product-facts.ts'
import { hasProducts, hasProductsAnywhere } from './find-index.ts'
import { published } from './find-products.ts'
import { brandPath, categoryPath, companyPath } from './slug.ts'

/** An address of the sitemap, and when what is there was last changed. */
export interface SitemapEntry {
  readonly path: string
  readonly updatedAt: Date
}

/** A sitemap may name 50,000 addresses (sitemaps.org). */
const mostEntries = 50_000

const slugged = { sort: { slug: 'asc' }, limit: 10_000, select: { slug: true, updatedAt: true } } as const

/** The categories, companies and brands that have products, and then the products that were changed last. */
export async function findSitemap(db: Scope): Promise<SitemapEntry[]> {
  const [categories, companies, brands] = await Promise.all([
    db.Category.find(slugged),
    db.Company.find({ ...slugged, where: hasProductsAnywhere }),
    db.Brand.find({ ...slugged, where: hasProducts }),
  ])
  const entries = [
    ...categories.map(({ updatedAt, ...category }) => ({ path: categoryPath(category), updatedAt })),
    ...companies.map(({ updatedAt, ...company }) => ({ path: companyPath(company), updatedAt })),
    ...brands.map(({ updatedAt, ...brand }) => ({ path: brandPath(brand), updatedAt })),
  ]
  const products = await db.Product.find({
    where: published,
    sort: { updatedAt: 'desc' },
    limit: mostEntries - entries.length,
    select: { id: true, gtin: true, updatedAt: true },
  })
  return [
    ...entries,
    ...products.map((product) => ({ path: thingPath(product), updatedAt: product.updatedAt })),
  ]
}
