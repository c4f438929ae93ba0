import type { Scope } from '../database.ts'
import type { Addressed, Named } from './slug.ts'

/** A category in the tree. */
export interface CategoryNode extends Named, Addressed {
  readonly parent: CategoryNode | null
  /** By name. */
  readonly children: readonly CategoryNode[]
}

/** All categories. */
export interface CategoryTree {
  readonly roots: readonly CategoryNode[]
  find(slug: string): CategoryNode | null
}

/** How many products each category has, those of the categories below it too, by id. */
export type CategoryCounts = ReadonlyMap<string, number>

interface Row extends Named, Addressed {
  readonly parentId: string | null
}

/** Reads the whole tree: one statement, whatever its depth. */
export async function readCategoryTree(db: Scope): Promise<CategoryTree> {
  const select = { id: true, name: true, slug: true, parentId: true } as const
  return categoryTree(await db.Category.find({ sort: { nameKey: 'asc' }, select }))
}

/** Makes a tree of categories that come by name; what does not hang on a root is in no tree. */
export function categoryTree(rows: readonly Row[]): CategoryTree {
  const below = new Map<string | null, Row[]>()
  for (const row of rows) {
    const siblings = below.get(row.parentId)
    if (siblings === undefined) below.set(row.parentId, [row])
    else siblings.push(row)
  }
  const bySlug = new Map<string, CategoryNode>()
  const grow = (parent: CategoryNode | null): CategoryNode[] =>
    (below.get(parent?.id ?? null) ?? []).map(({ id, name, slug }) => {
      const children: CategoryNode[] = []
      const node: CategoryNode = { id, name, slug, parent, children }
      bySlug.set(slug, node)
      children.push(...grow(node))
      return node
    })
  return { roots: grow(null), find: (slug) => bySlug.get(slug) ?? null }
}

/** The ids of a category and of all below it. */
export function subtreeIds({ id, children }: CategoryNode): string[] {
  return [id, ...children.flatMap(subtreeIds)]
}

/** Adds the counts of categories up to those above them. */
export function addUp(
  { roots }: CategoryTree,
  rows: readonly { readonly categoryId: string | null; readonly count: number }[],
): CategoryCounts {
  const own = new Map(rows.map(({ categoryId, count }) => [categoryId, count]))
  const counts = new Map<string, number>()
  const add = (node: CategoryNode): number => {
    const total = node.children.reduce((sum, child) => sum + add(child), own.get(node.id) ?? 0)
    counts.set(node.id, total)
    return total
  }
  for (const root of roots) add(root)
  return counts
}
