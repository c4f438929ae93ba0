import type { Referred } from '../catalogue/find-history.ts'
import type { Addressed } from '../catalogue/slug.ts'
import { brandPath, categoryPath, companyPath } from '../catalogue/slug.ts'
import type { Html, Insertion } from '../html/html.ts'
import { html } from '../html/html.ts'
import { countryName } from './country-name.ts'
import { longDate } from './long-date.ts'

/** Shows one value of a field. */
export type ShowValue = (value: unknown, referred: Referred) => Insertion

/** How the changes of a field are shown: `words` as one text with what went and what came, `entries` entry by entry. */
export interface HistoryField {
  readonly label: string
  readonly as: 'values' | 'words' | 'entries'
  readonly show: ShowValue
}

const plain: ShowValue = (value) => String(value)
const date: ShowValue = (value) => html`<time datetime="${String(value)}">${longDate(String(value))}</time>`
const yesOrNo: ShowValue = (value) => (value === true ? 'yes' : 'no')
const country: ShowValue = (value) => countryName(String(value))
const color: ShowValue = (value) => html`<code>${String(value)}</code>`
/** No link: what was there once need not be there any more, or be safe. */
const address: ShowValue = (value) => html`<span class="address">${String(value)}</span>`

const reference =
  (path: (record: Addressed) => string): ShowValue =>
  (value, referred): Html | string => {
    const record = referred.get(String(value))
    return record === undefined ? 'a record that is gone' : html`<a href="${path(record)}">${record.name}</a>`
  }

const values = (label: string, show = plain): HistoryField => ({ label, as: 'values', show })
const words = (label: string): HistoryField => ({ label, as: 'words', show: plain })

/** The fields that histories show, in the order in which they do; what others hold is told by these. */
export const historyFields: ReadonlyMap<string, HistoryField> = new Map([
  ['name', words('Name')],
  ['slug', values('Address')],
  ['description', words('Description')],
  ['gtin', values('GTIN')],
  ['brandId', values('Brand', reference(brandPath))],
  ['companyId', values('Company', reference(companyPath))],
  ['categoryId', values('Category', reference(categoryPath))],
  ['size', words('Size')],
  ['weight', values('Weight')],
  ['unit', values('Unit of weight')],
  ['released', values('Released', date)],
  ['url', values('Website', address)],
  ['image', values('Picture', address)],
  ['status', values('Status')],
  ['country', values('Country', country)],
  ['phone', values('Telephone')],
  ['gln', values('GLN')],
  ['verified', values('Verified', yesOrNo)],
  ['color', values('Colour', color)],
  ['attributes', { label: 'Attributes', as: 'entries', show: plain }],
])
