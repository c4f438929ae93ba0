import type { Attributes } from './attributes.ts'
import { fold } from './fold.ts'
import type { ProductFacts } from './product-facts.ts'

/** What a record of a product holds of its facts, with the folded fields that lists and searches go by. */
export function productValues(facts: ProductFacts) {
  const { brand, company, category, ...plain } = facts
  return {
    ...plain,
    brandId: brand?.id ?? null,
    companyId: company?.id ?? null,
    categoryId: category?.id ?? null,
    ...searchValues(facts),
  }
}

type WithName = { readonly name: string } | null

/** What searches look through, of a product and of what it belongs to. */
export interface Searched {
  readonly name: string
  readonly brand: WithName
  readonly company: WithName
  readonly category: WithName
  readonly attributes: Attributes | null
  readonly gtin: string | null
  readonly description: string | null
}

/** The folded fields of a product that lists and searches go by. */
export function searchValues({ name, brand, company, category, description, gtin, attributes }: Searched) {
  const parts = [name, brand?.name, company?.name, attributes?.author, gtin, category?.name, description]
  const words = parts.flatMap((part) => (part === null || part === undefined ? [] : fold(String(part))))
  return { sortName: fold(name).slice(0, 400), searchText: words.join(' ') }
}
