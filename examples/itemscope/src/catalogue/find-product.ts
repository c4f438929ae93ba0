import type { Scope } from '../database.ts'
import type { ProductView } from '../product/product-facts.ts'
import { thingPath } from '../product/product-facts.ts'
import { published } from './find-products.ts'

/** A product of the same brand. */
export interface Neighbour {
  readonly name: string
  readonly path: string
}

const addressed = { select: { name: true, slug: true } } as const

/** A category and those above it, as deep as the tree may be. */
const withParents = {
  ...addressed,
  include: {
    parent: {
      ...addressed,
      include: {
        parent: {
          ...addressed,
          include: { parent: { ...addressed, include: { parent: addressed } } },
        },
      },
    },
  },
} as const

/** The published product with a GTIN or an id, with all that its page shows; the offers are those of today. */
export async function findProduct(
  db: Scope,
  key: { readonly gtin: string } | { readonly id: string },
): Promise<ProductView | null> {
  const today = new Date().toISOString().slice(0, 10)
  return db.Product.findOne({
    where: { ...key, ...published },
    plain: true,
    include: {
      brand: addressed,
      company: addressed,
      category: withParents,
      links: { sort: { title: 'asc' }, plain: true },
      offers: {
        where: { $or: [{ validUntil: null }, { validUntil: { $gte: today } }] },
        sort: { currency: 'asc', price: 'asc' },
        plain: true,
        include: { seller: addressed },
      },
    },
  })
}

/** Other products of its brand, by name. */
export async function findNeighbours(db: Scope, { brandId, id }: ProductView): Promise<Neighbour[]> {
  if (brandId === null) return []
  const found = await db.Product.find({
    where: { brandId, id: { $ne: id }, ...published },
    sort: { sortName: 'asc' },
    limit: 4,
    select: { id: true, gtin: true, name: true, size: true },
  })
  return found.map(({ name, size, ...product }) => ({
    name: size === null ? name : `${name}, ${size}`,
    path: thingPath(product),
  }))
}
