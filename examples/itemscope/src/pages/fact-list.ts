import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import { hiddenProperty, property } from '../linked-data/microdata.ts'
import type { Statement, Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'

/** What is said of a product beyond its name, as a list of terms and values. */
export function factList(thing: Thing): Html {
  const rows = [
    factRow(
      'GTIN',
      said(thing, 'gtin').map((gtin) => property(gtin)),
    ),
    factRow(
      'Size',
      said(thing, 'size').map((size) => property(size)),
    ),
    factRow('Weight', said(thing, 'weight').map(weight)),
    factRow(
      'Released',
      said(thing, 'releaseDate').map((date) => property(date)),
    ),
    factRow('Website', said(thing, 'url').map(external)),
    factRow('Picture', said(thing, 'image').map(external)),
  ]
  if (rows.every((row) => row === null)) return html`<p class="quiet">Nothing further is known yet.</p>`
  return html`<dl class="facts">${rows}</dl>`
}

/** A term with its values; nothing where there is none. */
export function factRow(term: string, values: readonly Html[]): Html | null {
  return values.length === 0 ? null : html`<div><dt>${term}</dt><dd>${values}</dd></div>`
}

function weight(statement: Statement): Html {
  const parts = 'thing' in statement.value ? statement.value.thing.statements : []
  const shown = parts.map((part) =>
    part.property === 'unitCode' ? hiddenProperty(part) : html`${property(part)} `,
  )
  return property(statement, shown)
}

function external(statement: Statement): Html {
  return property(statement, 'iri' in statement.value ? html`at ${new URL(statement.value.iri).host}` : null)
}
