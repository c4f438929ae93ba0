import type { Database } from '../database.ts'
import type { Facet } from '../pages/facets.ts'
import type { Listing } from '../pages/home-page.ts'
import type { ListQuery } from '../pages/list-query.ts'
import { sortOf } from '../pages/list-query.ts'
import { searchWords } from './fold.ts'

const pageSize = 24

const sorts = {
  listed: { createdAt: 'asc' },
  name: { sortName: 'asc' },
  newest: { createdAt: 'desc' },
} as const

const shown = { id: true, gtin: true, name: true, brand: true, size: true, attributes: true } as const

/** The products that a query asks for: one page of them, their number, and the facets to narrow it. */
export async function findListing(db: Database, query: ListQuery): Promise<Listing> {
  const where = whereOf(query)
  const [page, total, category, brand] = await Promise.all([
    db.Product.page({
      where,
      sort: sorts[sortOf(query)],
      limit: pageSize,
      select: shown,
      ...cursorOf(query),
    }),
    db.Product.count(where),
    countFacet(db, query, 'category', 'Category', 12),
    countFacet(db, query, 'brand', 'Brand', 10),
  ])
  return {
    query,
    items: page.items,
    total,
    next: page.next,
    previous: page.previous,
    facets: [category, brand],
  }
}

/** Published, with each word somewhere in the folded text, and of the brand and category asked for. */
function whereOf({ q, brand, category }: Pick<ListQuery, 'q' | 'brand' | 'category'>) {
  const words = searchWords(q ?? '')
  const unsearchable = q !== null && words.length === 0
  return {
    status: 'published' as const,
    $and: words.map((word) => ({ searchText: { $contains: word } })),
    ...(unsearchable ? { id: { $in: [] } } : {}),
    ...(brand === null ? {} : { brand }),
    ...(category === null ? {} : { category }),
  }
}

function cursorOf({ after, before }: ListQuery): { after?: string; before?: string } {
  if (after !== null) return { after }
  return before === null ? {} : { before }
}

/** Counts the values of a field among what the rest of the query leaves; the chosen value is always listed. */
async function countFacet(
  db: Database,
  query: ListQuery,
  name: Facet['name'],
  title: string,
  most: number,
): Promise<Facet> {
  const rows = await db.Product.aggregate({
    where: whereOf({ ...query, [name]: null }),
    by: [name],
    count: true,
  })
  const values = rows
    .flatMap((row) => (row[name] === null ? [] : { value: row[name], count: row.count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, 'en'))
  const listed = values.filter(({ value }, i) => i < most || value === query[name])
  return { name, title, query, values: listed, more: values.length - listed.length }
}
