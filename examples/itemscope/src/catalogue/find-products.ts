import type { Scope } from '../database.ts'
import type { Attributes } from '../product/attributes.ts'
import type { Addressed } from './slug.ts'

/** A condition on products. */
export type ProductFilter = NonNullable<Parameters<Scope['Product']['count']>[0]>

/** What a list shows of a product. */
export interface ListItem {
  readonly id: string
  readonly gtin: string | null
  readonly name: string
  readonly size: string | null
  readonly attributes: Attributes | null
  readonly brand: Addressed | null
}

/** Which page of a list is asked for: the one after a place, or before it, or the first. */
export interface Place {
  readonly after: string | null
  readonly before: string | null
}

/** One page of a list. */
export interface ListPage<Item> {
  readonly items: readonly Item[]
  /** On all pages. */
  readonly total: number
  readonly next: string | null
  readonly previous: string | null
}

/** How many products stand on a page. */
export const pageSize = 24

/** The orders in which products are listed. */
export const productSorts = {
  listed: { createdAt: 'asc' },
  name: { sortName: 'asc' },
  newest: { createdAt: 'desc' },
} as const

/** What is published, and nothing else. */
export const published = { status: 'published' } as const

/** A page of the published products that match: three statements. */
export async function findProducts(
  db: Scope,
  filter: ProductFilter,
  options: Place & { readonly sort: keyof typeof productSorts },
): Promise<ListPage<ListItem>> {
  const where = { $and: [published, filter] }
  const [page, total] = await Promise.all([
    db.Product.page({
      where,
      sort: productSorts[options.sort],
      limit: pageSize,
      select: { id: true, gtin: true, name: true, size: true, attributes: true },
      include: { brand: { select: { name: true, slug: true } } },
      ...cursorOf(options),
    }),
    db.Product.count(where),
  ])
  return { ...page, total }
}

/** The cursor of a place, as a query takes it. */
export function cursorOf({ after, before }: Place): { after?: string; before?: string } {
  if (after !== null) return { after }
  return before === null ? {} : { before }
}
