import type { Html, Insertion } from '../html/html.ts'
import { html } from '../html/html.ts'
import { property } from '../linked-data/microdata.ts'
import type { Statement, Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'

/** One row of a list of facts: the term, the property that holds its values, and how one is shown if not plainly. */
export type FactRow = readonly [term: string, property: string, show?: (statement: Statement) => Html]

/** What is said of a thing as a list of terms and values; a row of which nothing is said is left out. */
export function factList(thing: Thing, rows: readonly FactRow[], ...more: readonly (Html | null)[]): Html {
  const shown = rows.map(([term, name, show = plain]) => factRow(term, said(thing, name).map(show)))
  if ([...shown, ...more].every((row) => row === null))
    return html`<p class="quiet">Nothing further is known yet.</p>`
  return html`<dl class="facts">${shown}${more}</dl>`
}

/** A term with its values; nothing where there is none. */
export function factRow(term: string, values: readonly Insertion[]): Html | null {
  return values.length === 0 ? null : html`<div><dt>${term}</dt><dd>${values}</dd></div>`
}

const plain = (statement: Statement): Html => property(statement)

/** The address of something elsewhere, shown by its host. */
export function external(statement: Statement): Html {
  return property(statement, 'iri' in statement.value ? html`at ${new URL(statement.value.iri).host}` : null)
}

/** A thing that has a page of its own here, by its name as a link to it. */
export function linked(statement: Statement): Html {
  if (!('thing' in statement.value)) return property(statement)
  const { id = '/', statements } = statement.value.thing
  const names = statements.map((name) => property(name))
  return property(statement, html`<a href="${new URL(id).pathname}">${names}</a>`)
}
