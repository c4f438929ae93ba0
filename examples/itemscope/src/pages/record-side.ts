import type { Html, Insertion } from '../html/html.ts'
import { html } from '../html/html.ts'
import { property } from '../linked-data/microdata.ts'
import type { Statement, Thing } from '../linked-data/thing.ts'
import { said } from '../linked-data/thing.ts'
import { factRow } from './fact-list.ts'
import { historyPath } from './history-page.ts'
import { longDate } from './long-date.ts'

/** The documents about a thing, by the path that they have but for their endings. */
export function documentLinks(path: string): Html {
  return html`<nav class="documents" aria-labelledby="documents"><h2 id="documents">As data</h2><ul>
<li><a href="${path}.jsonld" type="application/ld+json">JSON-LD</a></li>
<li><a href="${path}.html" type="text/html">HTML with microdata</a></li>
</ul></nav>`
}

/** A record as it is kept: the path of its page, and how often it was written. */
export interface Kept {
  readonly path: string
  readonly version: number
}

/** What is known of the record itself: its address, its history, when it was last changed, and whatever else is given. */
export function recordFacts(thing: Thing, { path, version }: Kept, more: Insertion = null): Html {
  return html`<section aria-labelledby="record"><h2 id="record">This record</h2><dl class="facts">
${factRow('Address', [address(thing)])}
${more}
${factRow('Last changed', said(thing, 'mainEntityOfPage').map(modified))}
${factRow('History', [html`<a href="${historyPath(path)}">Version ${version} and those before</a>`])}
</dl></section>`
}

/** May break before the path. */
function address({ id = '' }: Thing): Html {
  const { origin } = new URL(id)
  return html`<a class="address" href="${id}">${origin}<wbr>${id.slice(origin.length)}</a>`
}

function modified(statement: Statement): Html {
  const parts = 'thing' in statement.value ? statement.value.thing.statements : []
  const shown = parts.map((part) =>
    property(part, 'moment' in part.value ? longDate(part.value.moment) : undefined),
  )
  return property(statement, shown)
}
