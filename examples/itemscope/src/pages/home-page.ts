import { barcode } from '../html/barcode.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import type { Attributes } from '../product/attributes.ts'
import { printedGtin } from '../product/gtin.ts'
import { thingPath } from '../product/product-facts.ts'
import type { Facet } from './facets.ts'
import { facetList } from './facets.ts'
import type { ListQuery, SortName } from './list-query.ts'
import { listPath, sortNames, sortOf } from './list-query.ts'

/** What a list shows of a product. */
export interface ListItem {
  readonly id: string
  readonly gtin: string | null
  readonly name: string
  readonly brand: string | null
  readonly size: string | null
  readonly attributes: Attributes | null
}

/** One page of the catalogue. */
export interface Listing {
  readonly query: ListQuery
  readonly items: readonly ListItem[]
  /** Of all pages. */
  readonly total: number
  readonly next: string | null
  readonly previous: string | null
  readonly facets: readonly Facet[]
}

/** The home page: search, facets and the catalogue. */
export function homePage(site: Site, listing: Listing): string {
  const asked = isNarrowed(listing.query)
  return layout(site, {
    title: asked ? `${heading(listing)} – Itemscope` : 'Itemscope – facts about products',
    description: 'Facts about consumer products, for people to read and for programs to use.',
    search: false,
    canonical: site.origin + listPath({ ...listing.query, sort: null }),
    head: asked && html`<meta name="robots" content="noindex, follow">`,
    main: [hero(listing), html`<div class="bar catalogue">${facets(listing)}${results(listing)}</div>`],
  })
}

function isNarrowed({ q, brand, category, after, before }: ListQuery): boolean {
  return [q, brand, category, after, before].some((part) => part !== null)
}

function hero({ query }: Listing): Html {
  const { q, brand, category } = query
  const kept = Object.entries({ brand, category }).filter(([, value]) => value !== null)
  return html`<div class="hero${isNarrowed(query) && ' hero-small'}"><div class="bar">
${isNarrowed(query) ? html`<h1 class="visually-hidden">Catalogue</h1>` : welcome}
<form class="search" action="/" role="search">
<label for="q">Name, brand, a word of the description, or GTIN</label>
<div class="search-row"><input id="q" name="q" type="search" maxlength="200" value="${q ?? ''}" autocomplete="off"><button>Search</button></div>
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
</form>
</div></div>`
}

const welcome = html`<h1>Look up a product</h1>
<p class="lead">Facts about consumer products, for people to read and for programs to use.</p>`

function facets({ facets: all }: Listing): Html {
  return html`<div class="facets">${all.map(facetList)}</div>`
}

function results(listing: Listing): Html {
  const { items, query } = listing
  return html`<section class="results" aria-labelledby="results">
<div class="results-head"><h2 id="results">${heading(listing)}</h2>${items.length > 0 && sorting(query)}</div>
${chosen(query)}
${items.length === 0 ? nothing(query) : html`<ul class="cards">${items.map(card)}</ul>`}
${pager(listing)}
</section>`
}

function heading({ total, query }: Listing): string {
  const count = `${total.toLocaleString('en')} ${total === 1 ? 'product' : 'products'}`
  return query.q === null ? count : `${count} for “${query.q}”`
}

function chosen(query: ListQuery): Html | null {
  const kept = (['q', 'category', 'brand'] as const).flatMap((name) => {
    const value = query[name]
    return value === null
      ? []
      : [{ value, href: listPath({ ...query, [name]: null, after: null, before: null }) }]
  })
  if (kept.length === 0) return null
  const items = kept.map(
    ({ value, href }) =>
      html`<li><a href="${href}"><span class="visually-hidden">Without </span>${value}<span aria-hidden="true"> ×</span></a></li>`,
  )
  return html`<ul class="chosen" aria-label="What the list is narrowed to">${items}</ul>`
}

const sortLabels: Readonly<Record<SortName, string>> = {
  listed: 'As listed',
  name: 'By name',
  newest: 'Newest first',
}

function sorting(query: ListQuery): Html {
  const current = sortOf(query)
  const links = sortNames.map((sort) => {
    const href = listPath({ ...query, sort, after: null, before: null })
    return html`<li><a href="${href}"${sort === current && html` aria-current="true"`}>${sortLabels[sort]}</a></li>`
  })
  return html`<nav class="sorting" aria-label="Order"><ul>${links}</ul></nav>`
}

function card(item: ListItem): Html {
  const { gtin, brand, name, size, attributes } = item
  const by = brand ?? attributes?.author ?? null
  return html`<li class="card">
${by !== null && by !== name && html`<p class="card-by">${by}</p>`}
<h3><a href="${thingPath(item)}">${name}</a></h3>
${size !== null && html`<p class="card-size">${size}</p>`}
<p class="card-code">${gtin === null ? 'no GTIN' : [barcode(gtin), html`<span>${printedGtin(gtin)}</span>`]}</p>
</li>`
}

function nothing({ q, brand, category }: ListQuery): Html {
  const wider =
    q !== null &&
    (brand ?? category) !== null &&
    html` or <a href="${listPath({ q })}">look in everything</a>`
  return html`<p class="quiet">Nothing here fits. Try fewer or shorter words: parts of words are found, and accents do not matter. You can also <a href="/">see the whole catalogue</a>${wider}.</p>`
}

function pager({ query, next, previous }: Listing): Html | null {
  if (next === null && previous === null) return null
  const link = (label: string, rel: string, cursor: Partial<ListQuery>): Html =>
    html`<a class="button" rel="${rel}" href="${listPath({ ...query, after: null, before: null, ...cursor })}">${label}</a>`
  return html`<nav class="pager" aria-label="Pages">
${previous !== null && link('Previous page', 'prev', { before: previous })}
${next !== null && link('Next page', 'next', { after: next })}
</nav>`
}
