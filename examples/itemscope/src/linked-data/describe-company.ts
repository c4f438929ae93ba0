import type { BrandView } from '../catalogue/find-brand.ts'
import type { CompanyView } from '../catalogue/find-company.ts'
import { brandPath, companyPath } from '../catalogue/slug.ts'
import { address, brandThing, companyThing, nested, page, text } from './statements.ts'
import type { Statement, Thing } from './thing.ts'

/** All that Itemscope says of a company itself, in the terms of schema.org. */
export function describeCompany(company: CompanyView, origin: string): Thing {
  const named = companyThing(company, origin)
  const statements = [
    ...named.statements,
    ...address('url', company.url),
    ...text('telephone', company.phone),
    ...country(company.country),
    ...text('globalLocationNumber', company.gln),
    ...company.brands.map((brand) => nested('brand', brandThing(brand, origin))),
    page(origin + companyPath(company), company.updatedAt),
  ]
  return { ...named, statements }
}

function country(code: string | null): Statement[] {
  if (code === null) return []
  return [nested('address', { type: 'PostalAddress', statements: text('addressCountry', code) })]
}

/** All that Itemscope says of a brand itself, in the terms of schema.org. Whose it is, the company's document says. */
export function describeBrand(brand: BrandView, origin: string): Thing {
  const named = brandThing(brand, origin)
  return { ...named, statements: [...named.statements, page(origin + brandPath(brand), brand.updatedAt)] }
}
