import type { CategoryNode } from '../catalogue/category-tree.ts'
import type { CountedBrand, Listing } from '../catalogue/find-listing.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { ListQuery } from './list-query.ts'
import { listPath } from './list-query.ts'

/** How many categories of one level are listed. */
const mostCategories = 12

/** What the list can be narrowed by: the tree of categories, open where one is chosen, and the brands. */
export function facets(listing: Listing): Html {
  return html`<div class="facets">${categoryFacet(listing)}${brandFacet(listing)}</div>`
}

function categoryFacet(listing: Listing): Html | null {
  const list = categoryList(listing, listing.tree.roots)
  return list && facet('category', 'Category', list)
}

function categoryList(listing: Listing, nodes: readonly CategoryNode[], branch = false): Html | null {
  const counted = nodes
    .map((node) => ({ node, count: listing.counts.get(node.id) ?? 0 }))
    .filter(({ node, count }) => count > 0 || isOpen(listing, node))
    .sort((a, b) => b.count - a.count)
  if (counted.length === 0) return null
  const listed = counted.filter(({ node }, i) => i < mostCategories || isOpen(listing, node))
  const items = listed.map(({ node, count }) => categoryItem(listing, node, count))
  const name = branch && html` class="facet-branch"`
  return html`<ul${name}>${items}${more(counted.length - listed.length, '/categories')}</ul>`
}

function categoryItem(listing: Listing, node: CategoryNode, count: number): Html {
  const current = node.id === listing.category?.id
  const category = current ? (node.parent?.slug ?? null) : node.slug
  const link = facetLink(listing.query, { category }, { name: node.name, count, current })
  return html`<li>${link}${isOpen(listing, node) && categoryList(listing, node.children, true)}</li>`
}

/** Whether a category is the chosen one, or above it. */
function isOpen({ category }: Listing, { id }: CategoryNode): boolean {
  for (let node = category; node !== null; node = node.parent) if (node.id === id) return true
  return false
}

function brandFacet({ query, brands, moreBrands }: Listing): Html | null {
  if (brands.length === 0) return null
  const items = brands.map(({ name, slug, count }: CountedBrand) => {
    const current = slug === query.brand
    return html`<li>${facetLink(query, { brand: current ? null : slug }, { name, count, current })}</li>`
  })
  return facet('brand', 'Brand', html`<ul>${items}${more(moreBrands, '/brands')}</ul>`)
}

/** How many values are not listed, and where all of them are. */
function more(count: number, path: string): Html | null {
  if (count === 0) return null
  return html`<li class="facet-more">and <a href="${path}">${count.toLocaleString('en')} more</a></li>`
}

function facet(name: string, title: string, list: Html): Html {
  return html`<nav class="facet" aria-labelledby="facet-${name}"><h2 id="facet-${name}">${title}</h2>${list}</nav>`
}

interface FacetEntry {
  readonly name: string
  readonly count: number
  readonly current: boolean
}

function facetLink(
  query: ListQuery,
  narrowed: Partial<ListQuery>,
  { name, count, current }: FacetEntry,
): Html {
  const href = listPath({ ...query, ...narrowed, after: null, before: null })
  return html`<a href="${href}"${current && html` aria-current="true"`}><span>${name}</span> <span class="count">${count.toLocaleString('en')}</span></a>`
}
