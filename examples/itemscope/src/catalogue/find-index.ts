import type { Scope } from '../database.ts'
import { countByBrand } from './count-products.ts'
import type { ListPage, Place } from './find-products.ts'
import { cursorOf, published } from './find-products.ts'
import type { Addressed } from './slug.ts'

const indexSize = 100

/** Brands and companies that have products to show. */
export const hasProducts = { products: { $some: published } }

/** A brand in the list of all. */
export interface IndexedBrand extends Addressed {
  readonly company: Addressed | null
  readonly count: number
}

/** A page of the brands that have products, by name: four statements. */
export async function findBrandIndex(db: Scope, place: Place): Promise<ListPage<IndexedBrand>> {
  const [page, total] = await Promise.all([
    db.Brand.page({
      where: hasProducts,
      sort: { slug: 'asc' },
      limit: indexSize,
      select: { id: true, name: true, slug: true },
      include: { company: { select: { name: true, slug: true } } },
      ...cursorOf(place),
    }),
    db.Brand.count(hasProducts),
  ])
  const counts = await countByBrand(db, { brandId: { $in: page.items.map(({ id }) => id) } })
  const items = page.items.map((brand) => ({ ...brand, count: counts.get(brand.id) ?? 0 }))
  return { ...page, items, total }
}

/** A company in the list of all. */
export interface IndexedCompany extends Addressed {
  readonly country: string | null
}

/** Companies that have products, or brands that do. */
export const hasProductsAnywhere = { $or: [hasProducts, { brands: { $some: hasProducts } }] }

/** A page of the companies that have products or brands with products, by name: two statements. */
export async function findCompanyIndex(db: Scope, place: Place): Promise<ListPage<IndexedCompany>> {
  const [page, total] = await Promise.all([
    db.Company.page({
      where: hasProductsAnywhere,
      sort: { slug: 'asc' },
      limit: indexSize,
      select: { name: true, slug: true, country: true },
      ...cursorOf(place),
    }),
    db.Company.count(hasProductsAnywhere),
  ])
  return { ...page, total }
}
