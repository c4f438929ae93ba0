import { nameKey } from './slug.ts'

/** The longest name of a category, in characters. */
export const longestCategoryName = 60

/** How deep the tree of categories may be. */
export const deepestCategory = 5

/** The names of a category and of those above it, from the top. */
export type CategoryNames = readonly string[]

/** What two spellings of one path of categories have in common. */
export const pathKey = (names: CategoryNames): string => names.map(nameKey).join('>')

/** A path of categories in words: “Food > Pantry > Spreads”. */
export const pathText = (names: CategoryNames): string => names.join(' > ')
