import { cleanLine } from '../product/clean-text.ts'

/** The orders in which the catalogue is listed. */
export const sortNames = ['listed', 'name', 'newest'] as const

/** An order of the catalogue. */
export type SortName = (typeof sortNames)[number]

/** Which products a reader wants to see; what is null was not asked for. */
export interface ListQuery {
  readonly q: string | null
  readonly brand: string | null
  readonly category: string | null
  readonly sort: SortName | null
  /** Cursors of the neighbouring pages. */
  readonly after: string | null
  readonly before: string | null
}

const names = ['q', 'brand', 'category', 'sort', 'after', 'before'] as const

/** Reads the query of an address; what it does not know is left out, and of repeated values the first counts. */
export function readListQuery(parameters: URLSearchParams): ListQuery {
  const text = (name: string, longest: number): string | null =>
    cleanLine(parameters.get(name) ?? '').slice(0, longest) || null
  return {
    q: text('q', 200),
    brand: text('brand', 100),
    category: text('category', 60),
    sort: sortNames.find((name) => name === parameters.get('sort')) ?? null,
    after: text('after', 4000),
    before: text('before', 4000),
  }
}

/** The path of a list. */
export function listPath(query: Partial<ListQuery>): string {
  const parameters = new URLSearchParams()
  for (const name of names) {
    const value = query[name]
    if (value) parameters.set(name, value)
  }
  return parameters.size === 0 ? '/' : `/?${parameters}`
}

/** The order of a list: by name where something is searched for, else as the products were listed. */
export function sortOf({ sort, q }: ListQuery): SortName {
  return sort ?? (q === null ? 'listed' : 'name')
}
