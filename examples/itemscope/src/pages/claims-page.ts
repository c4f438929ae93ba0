import type { OwnClaims, Word } from '../catalogue/claims.ts'
import type { Editable } from '../catalogue/find-editable.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { documentPath } from '../product/product-facts.ts'
import { claimedLabels, claimText } from './claim-text.ts'
import { formPage } from './form-page.ts'
import type { Problems } from './forms.ts'
import { formField, formProblem, formSelect, formText } from './forms.ts'
import { listPath } from './list-query.ts'
import { longDate } from './long-date.ts'
import { pager } from './pager.ts'

/** What somebody has filled in. */
export interface Filled {
  readonly path?: string
  readonly value?: string | null
  readonly source?: string
  readonly note?: string | null
}

const labels = {
  path: 'What is wrong',
  value: 'What it should be',
  source: 'Source',
  note: 'Note',
}

/** On which fields the company stands by what is there: others cannot change them until then. */
function standingWords(words: readonly Word[], { company }: Editable): Html | false {
  if (words.length === 0) return false
  const items = words.map(
    ({ path, until }) => html`<li>${claimedLabels[path]}, until ${longDate(until)}</li>`,
  )
  return html`<div class="word"><p>${company?.name ?? 'Its company'} stands by what is there now, and alone decides on it, for:</p><ul>${items}</ul></div>`
}

/** What the page to suggest a correction shows. */
export interface SuggestParts {
  readonly product: Editable
  readonly words: readonly Word[]
  readonly filled?: Filled
  readonly problems?: Problems
}

/** The page to suggest a correction. */
export function suggestPage(
  site: Site,
  { product, words, filled = {}, problems = {} }: SuggestParts,
): string {
  const { path, value, source, note } = filled
  const content = html`<p>Those who act for its company decide on it. Your name is not shown; that you are a reader, or for which company you act, is.</p>
${standingWords(words, product)}
${formProblem(problems, labels)}
<form method="post" action="${documentPath(product)}/suggest">
${formSelect({ name: 'path', label: labels.path, value: path }, claimedLabels, problems)}
${formText({ name: 'value', label: labels.value, hint: 'Empty where there should be nothing. A day as 1964-04-20.', value, maxLength: 5000 }, problems)}
${formField({ name: 'source', label: labels.source, hint: 'An address where it can be read.', type: 'url', required: true, value: source, maxLength: 1000 }, problems)}
${formText({ name: 'note', label: labels.note, value: note, maxLength: 1000 }, problems)}
<p><button class="button">Suggest it</button> <a href="${documentPath(product)}">Cancel</a></p>
</form>`
  const trail = [{ name: product.name, path: documentPath(product) }]
  return formPage(site, { title: `Correct ${product.name}`, trail, problems, content })
}

/** What became of a suggestion, for its author. */
const states = {
  open: 'It is open.',
  accepted: 'It was accepted.',
  rejected: 'It was rejected.',
  withdrawn: 'You have withdrawn it.',
  superseded: 'It is superseded: the field was settled otherwise, or says this already.',
  conflict: 'It came into conflict: the product had changed since.',
} as const

const ownItem = (claim: OwnClaims['items'][number]): Html => html`<li>${claimText(claim)}
<div class="claim-end"><p>${states[claim.state]}</p>
${claim.state === 'open' && html`<form class="row-actions" method="post" action="/claims/${claim.id}"><button class="button button-quiet" name="do" value="withdraw">Withdraw<span class="visually-hidden"> the correction ${claim.value ?? 'to nothing'}</span></button></form>`}</div></li>`

/** The page of one's own suggestions. */
export function claimsPage(site: Site, claims: OwnClaims): string {
  const content = html`${claims.items.length === 0 ? html`<p>There are none.</p>` : html`<ul class="rows">${claims.items.map(ownItem)}</ul>`}
${pager(claims, (place) => listPath(place, '/claims'))}`
  const trail = [{ name: 'Your account', path: '/account' }]
  return formPage(site, { title: 'Suggested by you', trail, content })
}
