import type { FieldProvenance, Provenance } from '../catalogue/find-provenance.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { ProductView } from '../product/product-facts.ts'
import { documentPath } from '../product/product-facts.ts'
import { claimant, claimedLabels, sourceLink } from './claim-text.ts'
import { factRow } from './fact-list.ts'
import { historyPath } from './history-page.ts'
import { longDate } from './long-date.ts'

function fromClaim({ authorRole, authorCompany, source, updatedAt }: NonNullable<FieldProvenance['claim']>) {
  const { host } = new URL(source)
  return html`A correction by ${claimant(authorRole, authorCompany)}, source: ${sourceLink(source, host)}, accepted on ${longDate(updatedAt)}`
}

function fromStep(
  product: ProductView,
  { version, at, actorId, reason }: NonNullable<FieldProvenance['step']>,
  { actors }: Provenance,
): Html {
  const name = actorId === null ? 'Itemscope' : (actors.get(actorId) ?? 'somebody whose account is gone')
  const who = reason === null ? `Written by ${name}` : reason.charAt(0).toUpperCase() + reason.slice(1)
  const path = `${historyPath(documentPath(product))}/${version}`
  return html`${who}, <a href="${path}" rel="nofollow">version ${version}</a>, ${longDate(at)}`
}

function provenance(product: ProductView, field: FieldProvenance, all: Provenance): Html {
  const { claim, step, until } = field
  const said =
    claim !== undefined ? fromClaim(claim) : step !== undefined ? fromStep(product, step, all) : 'Not known'
  const word =
    until !== undefined &&
    html` <span class="stands">${product.company?.name ?? 'Its company'} stands by this until ${longDate(until)}.</span>`
  return html`${said}${word}`
}

/** Who says what the page says, field by field. */
export function provenanceList(product: ProductView, all: Provenance): Html | null {
  if (all.fields.length === 0) return null
  const rows = all.fields.map((field) =>
    factRow(claimedLabels[field.path], [provenance(product, field, all)]),
  )
  return html`<section aria-labelledby="provenance"><h2 id="provenance">Who says so</h2><dl class="facts">${rows}</dl></section>`
}
