import { fold } from './fold.ts'
import type { ProductFacts } from './product-facts.ts'

/** The fields that the application keeps for lists and searches. */
export interface Searchable {
  readonly sortName: string
  readonly searchText: string
}

/** The folded fields of a product: they follow from its facts, and are written together with them. */
export function searchable(facts: ProductFacts): Searchable {
  const { name, brand, description, category, gtin, attributes } = facts
  const parts = [name, brand, attributes?.author, gtin, category, description]
  const words = parts.filter((part) => part !== null && part !== undefined).map((part) => fold(String(part)))
  return { sortName: fold(name).slice(0, 400), searchText: words.join(' ') }
}
