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
    sortName: fold(facts.name).slice(0, 400),
    searchText: searchText(facts),
  }
}

function searchText({ name, brand, company, category, description, gtin, attributes }: ProductFacts): string {
  const parts = [name, brand?.name, company?.name, attributes?.author, gtin, category?.name, description]
  return parts.flatMap((part) => (part === null || part === undefined ? [] : fold(String(part)))).join(' ')
}
