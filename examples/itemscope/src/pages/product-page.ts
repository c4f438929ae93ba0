import type { Neighbour } from '../catalogue/find-product.ts'
import type { Provenance } from '../catalogue/find-provenance.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { hiddenProperty, itemScope, property } from '../linked-data/microdata.ts'
import type { Statement, Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'
import type { ProductView } from '../product/product-facts.ts'
import { documentPath, lineage } from '../product/product-facts.ts'
import { attributeSections } from './attribute-sections.ts'
import { categoryBreadcrumbs } from './breadcrumbs.ts'
import type { FactRow } from './fact-list.ts'
import { external, factList, linked } from './fact-list.ts'
import { linkList } from './link-list.ts'
import { offerList } from './offer-list.ts'
import { productSide } from './product-side.ts'
import { provenanceList } from './provenance-list.ts'

/** What the page about a product shows. */
export interface ProductParts {
  readonly product: ProductView
  /** The description of the product. */
  readonly thing: Thing
  readonly neighbours: readonly Neighbour[]
  readonly provenance: Provenance
  /** Whether whoever reads may change the product. */
  readonly isEditable: boolean
}

/** The page about a product; its microdata states the same as its JSON-LD. */
export function productPage(site: Site, parts: ProductParts): string {
  const { product, thing, neighbours, isEditable } = parts
  const name = fullName(product)
  return layout(site, {
    title: `${name} – Itemscope`,
    description: product.description ?? `Facts about ${name}.`,
    ...(thing.id === undefined ? {} : { canonical: thing.id }),
    head: html`<link rel="alternate" type="application/ld+json" href="${documentPath(product)}.jsonld">`,
    main: html`<div class="bar">${article(parts)}${tools(product, isEditable)}${moreOfBrand(product, neighbours)}</div>`,
  })
}

/** The name with the brand before it, where the name does not begin with it anyway. */
function fullName({ brand, name }: ProductView): string {
  return brand === null || name.toLowerCase().startsWith(brand.name.toLowerCase())
    ? name
    : `${brand.name} ${name}`
}

function article({ product, thing, provenance }: ProductParts): Html {
  return html`<article class="record" ${itemScope(thing)}>
<header class="record-header">
${categoryBreadcrumbs(lineage(product.category))}
${said(thing, 'brand').map((brand) => html`<p class="record-kind">${linked(brand)}</p>`)}
<h1>${said(thing, 'name').map((name) => property(name))}</h1>
${said(thing, 'description').map((description) => html`<p class="lead">${property(description)}</p>`)}
</header>
<div class="record-main">
<section aria-labelledby="facts"><h2 id="facts">Facts</h2>${factList(thing, factRows)}</section>
${offerList(product.offers, said(thing, 'offers'))}
${attributeSections(said(thing, 'additionalProperty'))}
${linkList(product.links)}
${provenanceList(product, provenance)}
</div>
<div class="record-side">${productSide(product, thing)}</div>
${said(thing, 'category').map(hiddenProperty)}
</article>`
}

const factRows: readonly FactRow[] = [
  ['Company', 'manufacturer', linked],
  ['GTIN', 'gtin'],
  ['Size', 'size'],
  ['Weight', 'weight', weight],
  ['Released', 'releaseDate'],
  ['Website', 'url', external],
  ['Picture', 'image', external],
]

function weight(statement: Statement): Html {
  const parts = 'thing' in statement.value ? statement.value.thing.statements : []
  const shown = parts.map((part) =>
    part.property === 'unitCode' ? hiddenProperty(part) : html`${property(part)} `,
  )
  return property(statement, shown)
}

/** What a reader can do about the product. */
function tools(product: ProductView, isEditable: boolean): Html {
  const path = documentPath(product)
  return html`<p class="tools">${isEditable && html`<a class="button" href="${path}/edit">Edit</a> `}<a href="${path}/suggest" rel="nofollow">Suggest a correction</a></p>`
}

function moreOfBrand({ brand }: ProductView, neighbours: readonly Neighbour[]): Html | null {
  if (brand === null || neighbours.length === 0) return null
  const items = neighbours.map(({ name, path }) => html`<li><a href="${path}">${name}</a></li>`)
  return html`<nav class="more" aria-labelledby="more"><h2 id="more">More from ${brand.name}</h2><ul>${items}</ul></nav>`
}
