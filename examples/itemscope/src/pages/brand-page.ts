import type { BrandView } from '../catalogue/find-brand.ts'
import type { ListItem, ListPage, Place } from '../catalogue/find-products.ts'
import { brandPath, companyPath } from '../catalogue/slug.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { itemScope, property } from '../linked-data/microdata.ts'
import type { Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'
import { breadcrumbs } from './breadcrumbs.ts'
import { factList, factRow } from './fact-list.ts'
import { pageHead } from './pager.ts'
import { productShelf } from './product-shelf.ts'
import { documentLinks, recordFacts } from './record-side.ts'

/** What the page about a brand shows. */
export interface BrandParts {
  readonly brand: BrandView
  /** The description of the brand. */
  readonly thing: Thing
  readonly products: ListPage<ListItem>
  readonly place: Place
  /** Whether whoever reads may change the brand. */
  readonly isEditable: boolean
}

/** The page about a brand: whose it is, and its products. */
export function brandPage(site: Site, { brand, thing, products, place, isEditable }: BrandParts): string {
  const path = brandPath(brand)
  return layout(site, {
    title: `${brand.name} – Itemscope`,
    description: `Products of the brand ${brand.name}.`,
    canonical: site.origin + path,
    head: [html`<link rel="alternate" type="application/ld+json" href="${path}.jsonld">`, pageHead(place)],
    main: [
      html`<div class="bar">${article(brand, thing)}${isEditable && html`<p class="tools"><a class="button" href="${path}/edit">Edit</a></p>`}</div>`,
      productShelf(withoutBrand(products), path, { brand: brand.slug }),
    ],
  })
}

/** On the page of a brand its name need not stand on each of its products. */
function withoutBrand(products: ListPage<ListItem>): ListPage<ListItem> {
  return { ...products, items: products.items.map((item) => ({ ...item, brand: null })) }
}

function article(brand: BrandView, thing: Thing): Html {
  const { company, color } = brand
  const owner = company !== null && html`<a href="${companyPath(company)}">${company.name}</a>`
  const rows = [
    factRow('Company', owner ? [owner] : []),
    factRow('Colour', color === null ? [] : [swatch(color)]),
  ]
  return html`<article class="record" ${itemScope(thing)}>
<header class="record-header">
${breadcrumbs([{ name: 'Brands', path: '/brands' }])}
<h1>${said(thing, 'name').map((name) => property(name))}</h1>
</header>
<div class="record-main">
<section aria-labelledby="facts"><h2 id="facts">Facts</h2>${factList(thing, [], ...rows)}</section>
</div>
<div class="record-side">${documentLinks(brandPath(brand))}${recordFacts(thing, { path: brandPath(brand), version: brand.version })}</div>
</article>`
}

function swatch(color: string): Html {
  return html`<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true" focusable="false"><path fill="${color}" d="M0 0h1v1H0z"/></svg> <code>${color}</code>`
}
