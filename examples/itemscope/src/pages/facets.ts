import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { ListQuery } from './list-query.ts'
import { listPath } from './list-query.ts'

/** One value of a facet with the number of products that have it. */
export interface FacetValue {
  readonly value: string
  readonly count: number
}

/** A field by which the list can be narrowed, with its values, most frequent first. */
export interface Facet {
  readonly name: 'brand' | 'category'
  readonly title: string
  readonly query: ListQuery
  readonly values: readonly FacetValue[]
  /** How many values there are beyond those listed. */
  readonly more: number
}

/** A facet as a list of links; the chosen value leads back to all. */
export function facetList({ name, title, query, values, more }: Facet): Html | null {
  if (values.length === 0) return null
  const items = values.map((value) => facetLink(name, query, value))
  const rest = more > 0 && html`<li class="facet-more">and ${more.toLocaleString('en')} more</li>`
  return html`<nav class="facet" aria-labelledby="facet-${name}"><h2 id="facet-${name}">${title}</h2><ul>${items}${rest}</ul></nav>`
}

function facetLink(name: Facet['name'], query: ListQuery, { value, count }: FacetValue): Html {
  const current = query[name] === value
  const href = listPath({ ...query, [name]: current ? null : value, after: null, before: null })
  return html`<li><a href="${href}"${current && html` aria-current="true"`}><span>${value}</span> <span class="count">${count.toLocaleString('en')}</span></a></li>`
}
