import type { Scope } from '../database.ts'
import type { ListQuery } from '../pages/list-query.ts'
import { sortOf } from '../pages/list-query.ts'
import { searchWords } from '../product/fold.ts'
import type { CategoryCounts, CategoryNode, CategoryTree } from './category-tree.ts'
import { addUp, readCategoryTree, subtreeIds } from './category-tree.ts'
import { countByBrand, countByCategory } from './count-products.ts'
import type { ListItem, ListPage, ProductFilter } from './find-products.ts'
import { findProducts } from './find-products.ts'
import type { Addressed } from './slug.ts'

/** A brand and how many products it has in a list. */
export interface CountedBrand extends Addressed {
  readonly count: number
}

/** One page of the catalogue, and what narrows it. */
export interface Listing extends ListPage<ListItem> {
  readonly query: ListQuery
  /** The brand and the category that are asked for, where there are such. */
  readonly brand: Addressed | null
  readonly category: CategoryNode | null
  readonly tree: CategoryTree
  readonly counts: CategoryCounts
  /** Those with the most products first. */
  readonly brands: readonly CountedBrand[]
  /** How many brands there are beyond those. */
  readonly moreBrands: number
}

/** The products that a query asks for: one page of them, their number, and the facets to narrow it. */
export async function findListing(db: Scope, query: ListQuery): Promise<Listing> {
  const [tree, brand] = await Promise.all([readCategoryTree(db), findBrand(db, query.brand)])
  const category = query.category === null ? null : tree.find(query.category)
  const words = wordsFilter(query.q)
  const ofBrand = query.brand === null ? {} : { brandId: brand?.id ?? '' }
  const inCategory =
    query.category === null ? {} : { categoryId: { $in: category ? subtreeIds(category) : [] } }
  const [page, counts, brands] = await Promise.all([
    findProducts(db, { $and: [words, ofBrand, inCategory] }, { ...query, sort: sortOf(query) }),
    countByCategory(db, { $and: [words, ofBrand] }),
    listBrands(db, { $and: [words, inCategory] }, brand?.id),
  ])
  return { ...page, query, brand, category, tree, counts: addUp(tree, counts), ...brands }
}

async function findBrand(db: Scope, slug: string | null) {
  if (slug === null) return null
  return db.Brand.findOne({ where: { slug }, select: { id: true, name: true, slug: true } })
}

/** Each word of a search stands somewhere in the folded text. */
function wordsFilter(q: string | null): ProductFilter {
  const words = searchWords(q ?? '')
  if (q !== null && words.length === 0) return { id: { $in: [] } }
  return { $and: words.map((word) => ({ searchText: { $contains: word } })) }
}

const mostBrands = 10

/** The brands with the most products; the chosen one is always among them. */
async function listBrands(
  db: Scope,
  filter: ProductFilter,
  chosen: string | undefined,
): Promise<Pick<Listing, 'brands' | 'moreBrands'>> {
  const counts = await countByBrand(db, filter)
  const byCount = [...counts].sort(([, a], [, b]) => b - a).map(([id]) => id)
  const listed = byCount.filter((id, i) => i < mostBrands || id === chosen)
  const found = await db.Brand.find({
    where: { id: { $in: listed } },
    select: { id: true, name: true, slug: true },
  })
  const brands = found.map(({ id, name, slug }) => ({ name, slug, count: counts.get(id) ?? 0 }))
  brands.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'en'))
  return { brands, moreBrands: counts.size - listed.length }
}
