import { describe, expect, it } from 'vitest'
import { addUp, categoryTree, subtreeIds } from '../src/catalogue/category-tree.ts'
import { lineage } from '../src/product/product-facts.ts'

const row = (id: string, parentId: string | null) => ({ id, name: `Category ${id}`, slug: id, parentId })
const tree = categoryTree([row('a', null), row('b', 'a'), row('c', 'b'), row('d', 'a'), row('e', null)])

describe('the tree of categories', () => {
  it('hangs each category below its parent, in the order in which they came', () => {
    expect(tree.roots.map(({ id }) => id)).toEqual(['a', 'e'])
    expect(tree.roots[0]?.children.map(({ id }) => id)).toEqual(['b', 'd'])
    expect(lineage(tree.find('c')).map(({ slug }) => slug)).toEqual(['a', 'b', 'c'])
    expect(tree.find('nothing')).toBeNull()
  })

  it('knows all that is below a category', () => {
    expect(subtreeIds(tree.find('a')!)).toEqual(['a', 'b', 'c', 'd'])
    expect(subtreeIds(tree.find('e')!)).toEqual(['e'])
  })

  it('adds the counts up to the top, those without a category to none', () => {
    const rows = [
      { categoryId: 'c', count: 3 },
      { categoryId: 'a', count: 2 },
      { categoryId: null, count: 7 },
    ]
    expect(Object.fromEntries(addUp(tree, rows))).toEqual({ a: 5, b: 3, c: 3, d: 0, e: 0 })
  })

  it('leaves out a circle, and does not run in it', () => {
    const circle = categoryTree([row('x', 'y'), row('y', 'x'), row('z', null)])
    expect(circle.roots.map(({ id }) => id)).toEqual(['z'])
    expect(circle.find('x')).toBeNull()
  })
})
