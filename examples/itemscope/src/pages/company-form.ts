import { companyPath } from '../catalogue/slug.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { formPage } from './form-page.ts'
import type { Problems } from './forms.ts'
import { formField, formProblem } from './forms.ts'

/** The fields of a company that its owners write, in the order of the form. */
export const companyFields = [
  'name',
  'url',
  'phone',
  'country',
  'gln',
] as const satisfies (keyof CompanyFilled)[]

/** What the form of a company holds. */
export interface CompanyFilled {
  readonly name?: string
  readonly url?: string | null
  readonly phone?: string | null
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | null
  readonly gln?: string | null
}

const labels = {
  name: 'Name',
  url: 'Website',
  phone: 'Telephone',
  country: 'Country',
  gln: 'GLN',
  verified: 'Verified',
}

function fields(filled: CompanyFilled, problems: Problems): Html[] {
  const { name, url, phone, country, gln } = filled
  return [
    formField({ name: 'name', label: labels.name, required: true, value: name, maxLength: 100 }, problems),
    formField(
      { name: 'url', label: labels.url, hint: 'With https:// before it.', type: 'url', value: url },
      problems,
    ),
    formField(
      {
        name: 'phone',
        label: labels.phone,
        hint: 'With + and the country before it.',
        type: 'tel',
        value: phone,
      },
      problems,
    ),
    formField(
      {
        name: 'country',
        label: labels.country,
        hint: 'Its code of two letters, such as DE.',
        value: country,
        maxLength: 2,
      },
      problems,
    ),
    formField(
      {
        name: 'gln',
        label: labels.gln,
        hint: 'The Global Location Number, 13 digits.',
        value: gln,
        maxLength: 13,
      },
      problems,
    ),
  ]
}

/** The page to make a company. */
export function newCompanyPage(site: Site, filled: CompanyFilled = {}, problems: Problems = {}): string {
  const content = html`<p>You are its first owner. Its address is made of the name, and stays when the name changes.</p>
${formProblem(problems, labels)}
<form method="post" action="/account/companies">
${fields(filled, problems)}
<p><button class="button">Make the company</button> <a href="/account">Cancel</a></p>
</form>`
  return formPage(site, { title: 'Make a company', problems, content })
}

/** A company that is being changed. */
export interface EditedCompany extends CompanyFilled {
  readonly name: string
  readonly slug: string
  readonly verified: boolean
  readonly version: number
}

/** What the page to change a company shows. */
export interface CompanyEdit {
  readonly company: EditedCompany
  /** What the form holds; what is stored, where nothing was filled in. */
  readonly filled?: CompanyFilled
  /** Whether whoever asks may say that the company is known to be who it says it is. */
  readonly withVerified: boolean
  readonly problems?: Problems
}

const verifiedField = ({ verified }: EditedCompany): Html =>
  html`<p class="check"><input type="hidden" name="verified" value="no"><input type="checkbox" id="verified" name="verified" value="yes"${verified && html` checked`}> <label for="verified">It is known to be who it says it is</label></p>`

/** The page to change a company. */
export function editCompanyPage(site: Site, edit: CompanyEdit): string {
  const { company, filled = company, withVerified, problems = {} } = edit
  const path = companyPath(company)
  const content = html`${formProblem(problems, labels)}
<form method="post" action="${path}/edit">
<input type="hidden" name="version" value="${company.version}">
${fields(filled, problems)}
${withVerified && verifiedField(company)}
<p><button class="button">Save</button> <a href="${path}">Cancel</a></p>
</form>`
  const trail = [{ name: company.name, path }]
  return formPage(site, { title: `Edit ${company.name}`, trail, problems, content })
}
