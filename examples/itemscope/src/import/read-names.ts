import { deepestCategory, longestCategoryName } from '../catalogue/category-path.ts'
import { longestName } from '../catalogue/slug.ts'
import type { Row } from '../csv/row.ts'
import { firstOf } from '../csv/row.ts'
import { cleanLine } from '../product/clean-text.ts'
import type { StatedFacts } from '../product/product-facts.ts'

/** The records that a product belongs to, by name. */
export type StatedNames = Pick<StatedFacts, 'brand' | 'company' | 'category'>

const brandColumns = ['Brand Name', 'Brand']
const companyColumns = ['Company', 'Manufacturer']

/** The columns of names, the preferred one of each kind first. */
export const nameColumns: readonly string[] = [...brandColumns, ...companyColumns, 'Category']

/** Reads the brand, the company and the category of a row; `Food > Pantry` is a category below another. */
export function readNames(row: Row, gtin: string | null): StatedNames | { readonly problem: string } {
  const brand = cleanLine(firstOf(row, brandColumns)) || null
  const company = cleanLine(firstOf(row, companyColumns)) || null
  const category = cleanLine(row('Category')).split(/ ?> ?/).filter(Boolean)
  const problem =
    tooLong('the brand', brand, longestName) ??
    tooLong('the company', company, longestName) ??
    categoryProblem(category)
  if (problem !== null) return { problem }
  return { brand, company, category: category.length > 0 ? category : booksWhere(isBook(gtin)) }
}

function tooLong(what: string, name: string | null, longest: number): string | null {
  return [...(name ?? '')].length > longest ? `${what} has more than ${longest} characters` : null
}

function categoryProblem(names: readonly string[]): string | null {
  if (names.length > deepestCategory) return `the category is more than ${deepestCategory} deep`
  return names.map((name) => tooLong('a category', name, longestCategoryName)).find(Boolean) ?? null
}

const booksWhere = (isBook: boolean): StatedFacts['category'] => (isBook ? ['Books'] : null)

/** A GTIN that begins with 978 or 979 is an ISBN. */
function isBook(gtin: string | null): boolean {
  return gtin !== null && /^097[89]/.test(gtin)
}
