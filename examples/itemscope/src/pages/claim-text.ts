import type { Decidable, OwnClaims } from '../catalogue/claims.ts'
import type { Addressed } from '../catalogue/slug.ts'
import { companyPath } from '../catalogue/slug.ts'
import type { Html, Insertion } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { claimantRoles } from '../models/claim.ts'
import type { ClaimedField } from '../models/claimed-fields.ts'
import { documentPath } from '../product/product-facts.ts'
import { longDate } from './long-date.ts'

/** The fields that can be corrected, as readers call them. */
export const claimedLabels: Readonly<Record<ClaimedField, string>> = {
  name: 'Name',
  description: 'Description',
  size: 'Size',
  url: 'Website',
  released: 'Released',
}

const claimants = {
  reader: 'a reader',
  staff: 'staff',
  owner: 'an owner',
  administrator: 'an administrator',
} as const

/** Who has said something, as they were when they did: never by name. */
export function claimant(role: (typeof claimantRoles)[number], company: Addressed | null): Html {
  const of = company !== null && html` of <a href="${companyPath(company)}">${company.name}</a>`
  return html`${claimants[role]}${of}`
}

/** The address of a source, as a link that lends it no weight. */
export const sourceLink = (source: string, shown: Insertion = source): Html =>
  html`<a href="${source}" rel="nofollow ugc noopener">${shown}</a>`

type Claim = (Decidable | OwnClaims)['items'][number]

/** The product, where whoever reads sees it: who has suggested something reads that all the same. */
function productName({ product }: { readonly product: Claim['product'] | null }): Html | string {
  if (product === null) return 'A product that is not shown any more'
  return html`<a href="${documentPath(product)}">${product.name}</a>`
}

/** What a suggestion says: of what, by whom, with which source. */
export function claimText(claim: Claim): Html {
  const { path, value, baseValue, source, note, authorRole, authorCompany, createdAt } = claim
  return html`<div class="claim"><p>${productName(claim)}, ${claimedLabels[path]}</p>
<p class="diff"><del><span class="visually-hidden">Before: </span>${baseValue ?? 'nothing'}</del> <ins><span class="visually-hidden">After: </span>${value ?? 'nothing'}</ins></p>
${note && html`<p>${note}</p>`}
<p class="row-about">By ${claimant(authorRole, authorCompany)} on ${longDate(createdAt)}, source: ${sourceLink(source)}</p></div>`
}
