import type { Transaction } from '../database.ts'
import type { ProductFacts, StatedFacts } from '../product/product-facts.ts'
import { pathKey } from './category-path.ts'
import { findOrCreate } from './find-or-create.ts'
import { findOrCreateCategories } from './find-or-create-categories.ts'
import { slugOf } from './slug.ts'

/**
 * Looks up the brands, companies and categories that facts tell by name, and makes those that nobody has told of
 * before; gives what turns such facts into those of a record. The number of statements does not grow with that of the
 * facts, but for two for each category that is new.
 */
export async function lookUpNames(
  tx: Transaction,
  stated: readonly StatedFacts[],
): Promise<<Facts extends StatedFacts>(facts: Facts) => Facts & ProductFacts> {
  const companies = await findOrCreate(tx.Company, namedRows(stated.map(({ company }) => company)))
  const brands = await findOrCreate(tx.Brand, namedRows(stated.map(({ brand }) => brand)))
  const paths = stated.flatMap(({ category }) => (category === null ? [] : [category]))
  const categories = await findOrCreateCategories(tx, paths)
  const known = <Found>(found: Found | undefined): Found | null => found ?? null
  return (facts) => ({
    ...facts,
    brand: facts.brand === null ? null : known(brands.get(slugOf(facts.brand))),
    company: facts.company === null ? null : known(companies.get(slugOf(facts.company))),
    category: facts.category === null ? null : known(categories.get(pathKey(facts.category))),
  })
}

function namedRows(names: readonly (string | null)[]) {
  return names.flatMap((name) => (name === null ? [] : [{ name, slug: slugOf(name) }]))
}
