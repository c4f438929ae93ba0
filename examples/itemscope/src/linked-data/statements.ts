import type { Addressed } from '../catalogue/slug.ts'
import { brandPath, companyPath } from '../catalogue/slug.ts'
import { cleanText } from '../product/clean-text.ts'
import type { Statement, Thing } from './thing.ts'

/** A statement of a text; none where there is no text. */
export function text(property: string, value: string | null): Statement[] {
  return value === null ? [] : [{ property, value: { text: cleanText(value) } }]
}

/** A statement of the address of something; none where there is none. */
export function address(property: string, value: string | null): Statement[] {
  return value === null ? [] : [{ property, value: { iri: new URL(value).href } }]
}

/** A statement of a day; none where there is none. */
export function day(property: string, value: string | null): Statement[] {
  return value === null ? [] : [{ property, value: { date: value } }]
}

/** A statement of a thing that is described with it. */
export function nested(property: string, thing: Thing): Statement {
  return { property, value: { thing } }
}

/** The page that tells of a thing, and when it last changed: that is the page's date, not the thing's. */
export function page(address: string, modified: Date): Statement {
  const statements = [{ property: 'dateModified', value: { moment: modified } }]
  return nested('mainEntityOfPage', { id: address, type: 'WebPage', statements })
}

/** What names a brand wherever it is mentioned. */
export function brandThing(brand: Addressed, origin: string): Thing {
  return { id: `${origin}${brandPath(brand)}#brand`, type: 'Brand', statements: text('name', brand.name) }
}

/** What names a company wherever it is mentioned. */
export function companyThing(company: Addressed, origin: string): Thing {
  const id = `${origin}${companyPath(company)}#company`
  return { id, type: 'Organization', statements: text('name', company.name) }
}
