import type { Decidable } from '../catalogue/claims.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { claimText } from './claim-text.ts'
import { formPage } from './form-page.ts'
import type { Problems } from './forms.ts'
import { formProblem } from './forms.ts'
import { listPath } from './list-query.ts'
import { longDate } from './long-date.ts'
import { pager } from './pager.ts'

type Claim = Decidable['items'][number]

/** Until when the company stands by the field, for somebody who does not act for it. */
function standingWord({ words, ownCompanies }: Decidable, { product, productId, path }: Claim) {
  if (ownCompanies.has(product.companyId ?? '')) return undefined
  return words.find((word) => word.productId === productId && word.path === path)
}

/** Only those who act for the company say how long it stands by what is decided. */
const wordField = (id: string): Html =>
  html`<p class="claim-word"><label for="until-${id}">We stand by this until</label> <input type="date" id="until-${id}" name="reviewAfter" aria-describedby="word-hint"></p>`

function decisionForm(queue: Decidable, claim: Claim): Html {
  const { id, product } = claim
  const word = standingWord(queue, claim)
  const name = html`<span class="visually-hidden"> the correction of ${product.name}</span>`
  return html`<form class="claim-end" method="post" action="/claims/${id}">
${ownCompany(queue, claim) && wordField(id)}
${word !== undefined && html`<p>The company stands by what is there until ${longDate(word.until)}: till then it alone accepts another word.</p>`}
<p class="row-actions">${word === undefined && html`<button class="button" name="do" value="accept">Accept${name}</button>`}<button class="button button-quiet" name="do" value="reject">Reject${name}</button></p></form>`
}

const ownCompany = ({ ownCompanies }: Decidable, { product }: Claim): boolean =>
  ownCompanies.has(product.companyId ?? '')

const hint = html`<p class="hint" id="word-hint">Whoever acts for the company can stand by what is decided, for a year at most: until that day nobody else changes the field, by a correction or otherwise. Without a day, anybody who may decides anew.</p>`

/** The page of suggestions to decide on, for those who act for companies, and for administrators. */
export function moderationPage(site: Site, queue: Decidable, problems: Problems = {}): string {
  const items = queue.items.map((claim) => html`<li>${claimText(claim)}${decisionForm(queue, claim)}</li>`)
  const content = html`${formProblem(problems)}
${queue.items.some((claim) => ownCompany(queue, claim)) && hint}
${items.length === 0 ? html`<p>There is nothing for you to decide.</p>` : html`<ul class="rows">${items}</ul>`}
${pager(queue, (place) => listPath(place, '/moderation'))}`
  const trail = [{ name: 'Your account', path: '/account' }]
  return formPage(site, { title: 'Corrections to decide', trail, problems, content })
}
