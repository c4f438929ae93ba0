import type { CompanyLists, CompanyView } from '../catalogue/find-company.ts'
import type { CountedBrand } from '../catalogue/find-listing.ts'
import type { Place } from '../catalogue/find-products.ts'
import { companyPath } from '../catalogue/slug.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { hiddenProperty, itemScope, property } from '../linked-data/microdata.ts'
import type { Statement, Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'
import { breadcrumbs } from './breadcrumbs.ts'
import { countryName } from './country-name.ts'
import type { FactRow } from './fact-list.ts'
import { external, factList, linked } from './fact-list.ts'
import { pageHead } from './pager.ts'
import { productShelf } from './product-shelf.ts'
import { documentLinks, recordFacts } from './record-side.ts'

/** What the page about a company shows. */
export interface CompanyParts extends CompanyLists {
  readonly company: CompanyView
  /** The description of the company. */
  readonly thing: Thing
  readonly place: Place
  readonly rights: CompanyRights
}

/** What whoever reads may do about a company. */
export interface CompanyRights {
  readonly isEditable: boolean
  /** Whether they see who acts for it. */
  readonly seesMembers: boolean
}

/** The page about a company: its brands and its products. */
export function companyPage(site: Site, parts: CompanyParts): string {
  const { company, products, place } = parts
  const path = companyPath(company)
  return layout(site, {
    title: `${company.name} – Itemscope`,
    description: `${company.name}: its brands and its products.`,
    canonical: site.origin + path,
    head: [html`<link rel="alternate" type="application/ld+json" href="${path}.jsonld">`, pageHead(place)],
    main: [html`<div class="bar">${article(parts)}${tools(parts)}</div>`, productShelf(products, path, null)],
  })
}

function article({ company, thing, brands }: CompanyParts): Html {
  return html`<article class="record" ${itemScope(thing)}>
<header class="record-header">
${breadcrumbs([{ name: 'Companies', path: '/companies' }])}
<h1>${said(thing, 'name').map((name) => property(name))}</h1>
${company.verified && html`<p class="verified"><span class="tag">Verified</span> This company is known to be who it says it is.</p>`}
</header>
<div class="record-main">
<section aria-labelledby="facts"><h2 id="facts">Facts</h2>${factList(thing, factRows)}</section>
${brandList(brands, said(thing, 'brand'))}
</div>
<div class="record-side">${documentLinks(companyPath(company))}${recordFacts(thing, { path: companyPath(company), version: company.version })}</div>
</article>`
}

function tools({ company, rights: { isEditable, seesMembers } }: CompanyParts): Html | false {
  const path = companyPath(company)
  if (!isEditable && !seesMembers) return false
  return html`<p class="tools">${isEditable && html`<a class="button" href="${path}/edit">Edit</a> `}${seesMembers && html`<a href="${path}/members">Members</a>`}</p>`
}

const factRows: readonly FactRow[] = [
  ['Country', 'address', country],
  ['Website', 'url', external],
  ['Telephone', 'telephone'],
  ['GLN', 'globalLocationNumber'],
]

function country(statement: Statement): Html {
  const parts = 'thing' in statement.value ? statement.value.thing.statements : []
  const names = parts.map((part) => [
    'text' in part.value && countryName(part.value.text),
    hiddenProperty(part),
  ])
  return property(statement, names)
}

/** The brands, in the order in which the description states them. */
function brandList(brands: readonly CountedBrand[], statements: readonly Statement[]): Html | null {
  if (brands.length === 0) return null
  const items = statements.map(
    (statement, i) => html`<li>${linked(statement)} <span class="count">${brands[i]?.count}</span></li>`,
  )
  return html`<section aria-labelledby="brands"><h2 id="brands">Brands</h2><ul class="names">${items}</ul></section>`
}
