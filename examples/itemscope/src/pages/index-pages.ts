import type { CategoryCounts, CategoryNode, CategoryTree } from '../catalogue/category-tree.ts'
import type { IndexedBrand, IndexedCompany } from '../catalogue/find-index.ts'
import type { ListPage, Place } from '../catalogue/find-products.ts'
import { brandPath, categoryPath, companyPath } from '../catalogue/slug.ts'
import type { Html, Insertion } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { breadcrumbs } from './breadcrumbs.ts'
import { countryName } from './country-name.ts'
import { listPath } from './list-query.ts'
import { pageHead, pager } from './pager.ts'

/** The page of all categories, as a tree. */
export function categoryIndex(site: Site, { roots }: CategoryTree, counts: CategoryCounts): string {
  const trees = roots.map(
    (root) => html`<li>${categoryEntry(root, counts)}${branch(root.children, counts)}</li>`,
  )
  return indexPage(site, {
    title: 'Categories',
    path: '/categories',
    content: html`<ul class="trees">${trees}</ul>`,
  })
}

function branch(nodes: readonly CategoryNode[], counts: CategoryCounts): Html | null {
  if (nodes.length === 0) return null
  return html`<ul class="branch">${nodes.map((node) => html`<li>${categoryEntry(node, counts)}${branch(node.children, counts)}</li>`)}</ul>`
}

function categoryEntry(node: CategoryNode, counts: CategoryCounts): Html {
  const count = counts.get(node.id) ?? 0
  return html`<a href="${categoryPath(node)}">${node.name}</a> <span class="count">${count.toLocaleString('en')}</span>`
}

/** A page of the list of all brands. */
export function brandIndex(site: Site, brands: ListPage<IndexedBrand>, place: Place): string {
  const items = brands.items.map(({ company, count, ...brand }) => {
    const about = company !== null && company.name !== brand.name && company.name
    return entry({ name: brand.name, path: brandPath(brand), about, count })
  })
  const content = list(items, brands, '/brands')
  return indexPage(site, { title: 'Brands', path: '/brands', total: brands.total, content, place })
}

/** A page of the list of all companies. */
export function companyIndex(site: Site, companies: ListPage<IndexedCompany>, place: Place): string {
  const items = companies.items.map(({ country, ...company }) =>
    entry({
      name: company.name,
      path: companyPath(company),
      about: country !== null && countryName(country),
    }),
  )
  const content = list(items, companies, '/companies')
  return indexPage(site, { title: 'Companies', path: '/companies', total: companies.total, content, place })
}

interface Entry {
  readonly name: string
  readonly path: string
  readonly about: string | false
  /** How many products there are of it. */
  readonly count?: number
}

function entry({ name, path, about, count }: Entry): Html {
  return html`<li><a href="${path}">${name}</a>${count !== undefined && html` <span class="count">${count.toLocaleString('en')}</span>`}${about !== false && html`<p class="quiet">${about}</p>`}</li>`
}

function list(items: readonly Html[], page: ListPage<unknown>, path: string): Insertion {
  return [html`<ul class="directory">${items}</ul>`, pager(page, (place) => listPath(place, path))]
}

interface IndexParts {
  readonly title: string
  readonly path: string
  /** How many there are, where not all are on one page. */
  readonly total?: number
  readonly content: Insertion
  readonly place?: Place
}

function indexPage(site: Site, { title, path, total, content, place }: IndexParts): string {
  return layout(site, {
    title: `${title} – Itemscope`,
    canonical: site.origin + path,
    head: place !== undefined && pageHead(place),
    main: [
      html`<header class="bar page-header">${breadcrumbs([])}<h1>${title}${total !== undefined && html` <span class="total">${total.toLocaleString('en')}</span>`}</h1></header>`,
      html`<div class="bar shelf">${content}</div>`,
    ],
  })
}
