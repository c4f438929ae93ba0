import type { EditableBrand } from '../catalogue/find-editable.ts'
import { brandPath } from '../catalogue/slug.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { formPage } from './form-page.ts'
import type { Problems } from './forms.ts'
import { formField, formProblem } from './forms.ts'
import type { OfferOf } from './offered.ts'
import { transferSection } from './transfer-section.ts'

/** What the page to change a brand shows. */
export interface BrandEdit {
  readonly brand: EditableBrand
  /** Whether whoever asks may give the brand away. */
  readonly withTransfer: boolean
  readonly offer: OfferOf | null
  /** What the form holds; what is stored, where nothing was filled in. */
  readonly filled?: { readonly name?: string; readonly color?: string | null }
  readonly problems?: Problems
}

const labels = { name: 'Name', color: 'Colour', to: 'Company' }

/** The page to change a brand. */
export function editBrandPage(site: Site, edit: BrandEdit): string {
  const { brand, withTransfer, offer, filled = brand, problems = {} } = edit
  const path = brandPath(brand)
  const content = html`${formProblem(problems, labels)}
<form method="post" action="${path}/edit">
<input type="hidden" name="version" value="${brand.version}">
${formField({ name: 'name', label: labels.name, required: true, value: filled.name, maxLength: 100 }, problems)}
${formField({ name: 'color', label: labels.color, hint: 'Such as #ffd91f.', value: filled.color, maxLength: 9 }, problems)}
<p><button class="button">Save</button> <a href="${path}">Cancel</a></p>
</form>
${withTransfer && transferSection({ path, offer }, problems)}`
  const trail = [{ name: brand.name, path }]
  return formPage(site, { title: `Edit ${brand.name}`, trail, problems, content })
}
