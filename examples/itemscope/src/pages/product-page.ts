import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { describeProduct } from '../linked-data/describe-product.ts'
import { hiddenProperty, itemScope, property } from '../linked-data/microdata.ts'
import type { Statement, Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'
import type { ProductView } from '../product/product-facts.ts'
import { documentPath } from '../product/product-facts.ts'
import { attributeSections } from './attribute-sections.ts'
import { factList } from './fact-list.ts'
import { listPath } from './list-query.ts'
import { productSide } from './product-side.ts'

/** A product of the same brand. */
export interface Neighbour {
  readonly name: string
  readonly path: string
}

/** The page about a product; its microdata states the same as its JSON-LD. */
export function productPage(site: Site, product: ProductView, neighbours: readonly Neighbour[]): string {
  const thing = describeProduct(product, site.origin)
  const name = fullName(product)
  return layout(site, {
    title: `${name} – Itemscope`,
    description: product.description ?? `Facts about ${name}.`,
    ...(thing.id === undefined ? {} : { canonical: thing.id }),
    head: html`<link rel="alternate" type="application/ld+json" href="${documentPath(product)}.jsonld">`,
    main: html`<div class="bar">${article(product, thing)}${moreOfBrand(product, neighbours)}</div>`,
  })
}

/** The name with the brand before it, where the name does not begin with it anyway. */
function fullName({ brand, name }: ProductView): string {
  return brand === null || name.toLowerCase().startsWith(brand.toLowerCase()) ? name : `${brand} ${name}`
}

function article(product: ProductView, thing: Thing): Html {
  return html`<article class="product" ${itemScope(thing)}>
<header class="product-header">
${breadcrumbs(product)}
${said(thing, 'brand').map(brand)}
<h1>${said(thing, 'name').map((name) => property(name))}</h1>
${said(thing, 'description').map((description) => html`<p class="lead">${property(description)}</p>`)}
</header>
<div class="product-facts">
<section aria-labelledby="facts"><h2 id="facts">Facts</h2>${factList(thing)}</section>
${attributeSections(said(thing, 'additionalProperty'))}
</div>
<div class="product-side">${productSide(product, thing)}</div>
${said(thing, 'category').map(hiddenProperty)}
</article>`
}

function breadcrumbs({ category }: ProductView): Html {
  const last = category !== null && html`<li><a href="${listPath({ category })}">${category}</a></li>`
  return html`<nav class="breadcrumbs" aria-label="Breadcrumbs"><ol><li><a href="/">Catalogue</a></li>${last}</ol></nav>`
}

function brand(statement: Statement): Html {
  const [name] = 'thing' in statement.value ? statement.value.thing.statements : []
  if (name === undefined || !('text' in name.value))
    return html`<p class="product-brand">${property(statement)}</p>`
  const link = html`<a href="${listPath({ brand: name.value.text })}">${property(name)}</a>`
  return html`<p class="product-brand">${property(statement, link)}</p>`
}

function moreOfBrand(product: ProductView, neighbours: readonly Neighbour[]): Html | null {
  if (product.brand === null || neighbours.length === 0) return null
  const items = neighbours.map(({ name, path }) => html`<li><a href="${path}">${name}</a></li>`)
  return html`<nav class="more" aria-labelledby="more"><h2 id="more">More from ${product.brand}</h2><ul>${items}</ul></nav>`
}
