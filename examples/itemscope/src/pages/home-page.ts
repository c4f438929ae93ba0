import type { Listing } from '../catalogue/find-listing.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { facets } from './facets.ts'
import type { ListQuery, SortName } from './list-query.ts'
import { listPath, sortNames, sortOf } from './list-query.ts'
import { notIndexed, pager } from './pager.ts'
import { productCards, productCount } from './product-cards.ts'

/** The home page: search, facets and the catalogue. */
export function homePage(site: Site, listing: Listing): string {
  const asked = isNarrowed(listing.query)
  return layout(site, {
    title: asked ? `${heading(listing)} – Itemscope` : 'Itemscope – facts about products',
    description: 'Facts about consumer products, for people to read and for programs to use.',
    search: false,
    canonical: site.origin + listPath({ ...listing.query, sort: null }),
    head: asked && notIndexed,
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
<label for="q">Name, brand, company, a word of the description, or GTIN</label>
<div class="search-row"><input id="q" name="q" type="search" maxlength="200" value="${q ?? ''}" autocomplete="off"><button>Search</button></div>
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
</form>
</div></div>`
}

const welcome = html`<h1>Look up a product</h1>
<p class="lead">Facts about consumer products, for people to read and for programs to use.</p>`

function results(listing: Listing): Html {
  const { items, query } = listing
  return html`<section class="results" aria-labelledby="results">
<div class="results-head"><h2 id="results">${heading(listing)}</h2>${items.length > 0 && sorting(query)}</div>
${chosen(listing)}
${items.length === 0 ? nothing(query) : productCards(items)}
${pager(listing, (place) => listPath({ ...query, ...place }))}
</section>`
}

function heading({ total, query }: Listing): string {
  return query.q === null ? productCount(total) : `${productCount(total)} for “${query.q}”`
}

function chosen({ query, brand, category }: Listing): Html | null {
  const labels = { q: query.q, category: category?.name ?? query.category, brand: brand?.name ?? query.brand }
  const items = (['q', 'category', 'brand'] as const).flatMap((name) =>
    labels[name] === null ? [] : withoutLink(query, name, labels[name]),
  )
  if (items.length === 0) return null
  return html`<ul class="chosen" aria-label="What the list is narrowed to">${items}</ul>`
}

function withoutLink(query: ListQuery, name: 'q' | 'category' | 'brand', label: string): Html {
  const href = listPath({ ...query, [name]: null, after: null, before: null })
  return html`<li><a href="${href}"><span class="visually-hidden">Without </span>${label}<span aria-hidden="true"> ×</span></a></li>`
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

function nothing({ q, brand, category }: ListQuery): Html {
  const wider =
    q !== null &&
    (brand ?? category) !== null &&
    html` or <a href="${listPath({ q })}">look in everything</a>`
  return html`<p class="quiet">Nothing here fits. Try fewer or shorter words: parts of words are found, and accents do not matter. You can also <a href="/">see the whole catalogue</a>${wider}.</p>`
}
