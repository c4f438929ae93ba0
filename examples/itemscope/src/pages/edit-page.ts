import type { Editable } from '../catalogue/find-editable.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import { documentPath } from '../product/product-facts.ts'
import type { Problems } from './forms.ts'
import { formField, formProblem, formText } from './forms.ts'

/** What the page to change a product shows. */
export interface EditParts {
  readonly product: Editable
  /** Whether whoever asks may write what the company keeps to itself. */
  readonly withNotes: boolean
  /** Whether they may give the product away. */
  readonly withTransfer: boolean
  readonly problems?: Problems
}

/** The fields that the form has, in their order. */
export const editedFields = ['name', 'description', 'size', 'url', 'released', 'supplierNotes'] as const

function transfer({ product, problems = {} }: EditParts): Html {
  const action = `${documentPath(product)}/transfer`
  if (product.offeredToId !== null)
    return html`<section aria-labelledby="transfer"><h2 id="transfer">Offered to another company</h2>
<form method="post" action="${action}"><p><button class="button button-quiet" name="do" value="withdraw">Take the offer back</button></p></form></section>`
  return html`<section aria-labelledby="transfer"><h2 id="transfer">Give it to another company</h2>
<p>It stays where it is, with its address and its history, until an owner of that company accepts.</p>
<form method="post" action="${action}">
${formField({ name: 'to', label: 'Company', hint: 'Its name in addresses, such as mars.', required: true, maxLength: 200 }, problems)}
<p><button class="button" name="do" value="offer">Offer it</button></p></form></section>`
}

/** The page to change a product. */
export function editPage(site: Site, parts: EditParts): string {
  const { product, withNotes, withTransfer, problems = {} } = parts
  const main = html`<div class="bar"><div class="sheet">
<h1>Edit ${product.name}</h1>
${formProblem(problems)}
<form method="post" action="${documentPath(product)}/edit">
<input type="hidden" name="version" value="${product.version}">
${formField({ name: 'name', label: 'Name', required: true, value: product.name, maxLength: 200 }, problems)}
${formText({ name: 'description', label: 'Description', value: product.description, maxLength: 5000 }, problems)}
${formField({ name: 'size', label: 'Size', value: product.size, maxLength: 120 }, problems)}
${formField({ name: 'url', label: 'Website', value: product.url }, problems)}
${formField({ name: 'released', label: 'Released', type: 'date', value: product.released }, problems)}
${withNotes && formText({ name: 'supplierNotes', label: 'Notes', hint: 'Only your company sees them.', value: product.supplierNotes, maxLength: 5000 }, problems)}
<p><button class="button">Save</button> <a href="${documentPath(product)}">Cancel</a></p>
</form>
${withTransfer && transfer(parts)}
</div></div>`
  return layout(site, {
    title: `Edit ${product.name} – Itemscope`,
    head: html`<meta name="robots" content="noindex">`,
    main,
  })
}
