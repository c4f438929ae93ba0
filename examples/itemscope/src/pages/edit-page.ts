import type { Word } from '../catalogue/claims.ts'
import type { Editable } from '../catalogue/find-editable.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { documentPath } from '../product/product-facts.ts'
import { formPage } from './form-page.ts'
import type { FormField, Problems } from './forms.ts'
import { formField, formProblem, formText } from './forms.ts'
import { longDate } from './long-date.ts'
import type { OfferOf } from './offered.ts'
import { transferSection } from './transfer-section.ts'

/** What the page to change a product shows. */
export interface EditParts {
  readonly product: Editable
  /** Whether whoever asks may write what the company keeps to itself. */
  readonly withNotes: boolean
  /** Whether they may give the product away. */
  readonly withTransfer: boolean
  readonly offer: OfferOf | null
  /** The words of the company that keep whoever asks from fields. */
  readonly words: readonly Word[]
  readonly problems?: Problems
}

/** The fields that the form has, in their order. */
export const editedFields = ['name', 'description', 'size', 'url', 'released', 'supplierNotes'] as const

type Field = FormField & { readonly name: (typeof editedFields)[number]; readonly lines?: true }

const fields: readonly Field[] = [
  { name: 'name', label: 'Name', required: true, maxLength: 200 },
  { name: 'description', label: 'Description', lines: true, maxLength: 5000 },
  { name: 'size', label: 'Size', maxLength: 120 },
  { name: 'url', label: 'Website', type: 'url' },
  { name: 'released', label: 'Released', type: 'date' },
]

const notes = {
  name: 'supplierNotes',
  label: 'Notes',
  hint: 'Only your company sees them.',
  maxLength: 5000,
} as const

const labels: Readonly<Record<string, string>> = Object.fromEntries(
  [...fields, notes, { name: 'to', label: 'Company' }].map(({ name, label }) => [name, label]),
)

/** A field as a form has it; where the company stands by it, it is shown and cannot be changed. */
function editField({ product, words, problems = {} }: EditParts, field: Field): Html {
  const value = product[field.name]
  const word = words.find(({ path }) => path === field.name)
  if (word !== undefined)
    return html`<div class="word"><p><strong>${field.label}</strong>: ${value ?? 'nothing'}</p><p>Its company stands by this until ${longDate(word.until)}: till then it alone changes it.</p></div>`
  const { lines, ...plain } = field
  return lines ? formText({ ...plain, value }, problems) : formField({ ...plain, value }, problems)
}

/** The page to change a product. */
export function editPage(site: Site, parts: EditParts): string {
  const { product, withNotes, withTransfer, offer, problems = {} } = parts
  const path = documentPath(product)
  const content = html`${formProblem(problems, labels)}
<form method="post" action="${path}/edit">
<input type="hidden" name="version" value="${product.version}">
${fields.map((field) => editField(parts, field))}
${withNotes && formText({ ...notes, value: product.supplierNotes }, problems)}
<p><button class="button">Save</button> <a href="${path}">Cancel</a></p>
</form>
${withTransfer && transferSection({ path, offer }, problems)}`
  const trail = [{ name: product.name, path }]
  return formPage(site, { title: `Edit ${product.name}`, trail, problems, content })
}
