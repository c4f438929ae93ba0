import type { CategoryCounts, CategoryNode } from '../catalogue/category-tree.ts'
import type { ListItem, ListPage, Place } from '../catalogue/find-products.ts'
import { categoryPath } from '../catalogue/slug.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { lineage } from '../product/product-facts.ts'
import { breadcrumbs } from './breadcrumbs.ts'
import { pageHead } from './pager.ts'
import { productShelf } from './product-shelf.ts'

/** What the page about a category shows. */
export interface CategoryParts {
  readonly category: CategoryNode
  readonly counts: CategoryCounts
  /** Of the category and of those below it. */
  readonly products: ListPage<ListItem>
  readonly place: Place
}

/** The page about a category: those below it, and the products of all of them. */
export function categoryPage(site: Site, { category, counts, products, place }: CategoryParts): string {
  const path = categoryPath(category)
  return layout(site, {
    title: `${category.name} – Itemscope`,
    description: `Products of the category ${category.name}.`,
    canonical: site.origin + path,
    head: pageHead(place),
    main: [
      html`<header class="bar page-header">${crumbs(category)}<h1>${category.name}</h1>${below(category, counts)}</header>`,
      productShelf(products, path, { category: category.slug }),
    ],
  })
}

function crumbs({ parent }: CategoryNode): Html {
  const above = lineage(parent).map((category) => ({ name: category.name, path: categoryPath(category) }))
  return breadcrumbs([{ name: 'Categories', path: '/categories' }, ...above])
}

function below({ children }: CategoryNode, counts: CategoryCounts): Html | null {
  if (children.length === 0) return null
  const items = children.map(
    (child) =>
      html`<li><a href="${categoryPath(child)}">${child.name}</a> <span class="count">${counts.get(child.id)?.toLocaleString('en')}</span></li>`,
  )
  return html`<nav aria-label="Categories below"><ul class="names">${items}</ul></nav>`
}
