import type { Claims } from '../catalogue/claims.ts'
import type { Editable } from '../catalogue/find-editable.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { documentPath } from '../product/product-facts.ts'
import type { Problems } from './forms.ts'
import { formField, formProblem, formText } from './forms.ts'

const robots = html`<meta name="robots" content="noindex">`

/** The fields that can be corrected, as readers call them. */
const labels = {
  name: 'Name',
  description: 'Description',
  size: 'Size',
  url: 'Website',
  released: 'Released',
} as const

/** What somebody has filled in. */
export interface Filled {
  readonly path?: string
  readonly value?: string | null
  readonly source?: string
  readonly note?: string | null
}

/** The page to suggest a correction. */
export function suggestPage(
  site: Site,
  product: Editable,
  filled: Filled = {},
  problems: Problems = {},
): string {
  const options = Object.entries(labels).map(
    ([name, label]) =>
      html`<option value="${name}"${name === filled.path && html` selected`}>${label}</option>`,
  )
  const main = html`<div class="bar"><form class="sheet" method="post" action="${documentPath(product)}/suggest">
<h1>Correct ${product.name}</h1>
<p>Those who act for its company decide on it. Your name is not shown.</p>
${formProblem(problems)}
<p class="field"><label for="path">What is wrong</label><select id="path" name="path">${options}</select></p>
${formText({ name: 'value', label: 'What it should be', hint: 'Empty where there should be nothing. A day as 1964-04-20.', value: filled.value ?? '', maxLength: 5000 }, problems)}
${formField({ name: 'source', label: 'Source', hint: 'An address where it can be read.', required: true, value: filled.source ?? '', maxLength: 1000 }, problems)}
${formText({ name: 'note', label: 'Note', value: filled.note ?? '', maxLength: 1000 }, problems)}
<p><button class="button">Suggest it</button> <a href="${documentPath(product)}">Cancel</a></p>
</form></div>`
  return layout(site, { title: `Correct ${product.name} – Itemscope`, head: robots, main })
}

function claimText({ product, path, value, baseValue, source, note }: Claims['open'][number]): Html {
  return html`<p><a href="${documentPath(product)}">${product.name}</a>, ${labels[path]}: <del>${baseValue ?? 'nothing'}</del> <ins>${value ?? 'nothing'}</ins></p>
<p>Source: <a href="${source}" rel="nofollow ugc noopener">${source}</a></p>
${note && html`<p>${note}</p>`}`
}

const openItem = (claim: Claims['open'][number]) => html`<li>${claimText(claim)}
<form class="inline" method="post" action="/claims/${claim.id}"><button class="button" name="do" value="accept">Accept</button> <button class="button button-quiet" name="do" value="reject">Reject</button></form></li>`

const ownItem = (claim: Claims['own'][number]) => html`<li>${claimText(claim)}<p>It is ${claim.state}.</p>
<form class="inline" method="post" action="/claims/${claim.id}"><button class="button button-quiet" name="do" value="withdraw">Withdraw</button></form></li>`

/** The page of suggestions: those to decide on, and one's own. */
export function claimsPage(site: Site, { open, own }: Claims): string {
  const main = html`<div class="bar"><div class="sheet">
<h1>Corrections</h1>
<section aria-labelledby="open"><h2 id="open">For you to decide</h2>
${open.length === 0 ? html`<p>There are none.</p>` : html`<ul class="plain">${open.map(openItem)}</ul>`}</section>
<section aria-labelledby="own"><h2 id="own">Suggested by you</h2>
${own.length === 0 ? html`<p>There are none.</p>` : html`<ul class="plain">${own.map(ownItem)}</ul>`}</section>
</div></div>`
  return layout(site, { title: 'Corrections – Itemscope', head: robots, main })
}
