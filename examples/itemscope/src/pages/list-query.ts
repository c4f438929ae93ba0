import type { Place } from '../catalogue/find-products.ts'
import { slugOf } from '../catalogue/slug.ts'
import { cleanLine } from '../product/clean-text.ts'

/** The orders in which the catalogue is listed. */
export const sortNames = ['listed', 'name', 'newest'] as const

/** An order of the catalogue. */
export type SortName = (typeof sortNames)[number]

/** Which products a reader wants to see; what is null was not asked for. */
export interface ListQuery extends Place {
  readonly q: string | null
  /** The slug of a brand. */
  readonly brand: string | null
  /** The slug of a category. */
  readonly category: string | null
  readonly sort: SortName | null
}

const names = ['q', 'brand', 'category', 'sort', 'after', 'before'] as const

/** Reads the query of an address; what it does not know is left out, and of repeated values the first counts. */
export function readListQuery(parameters: URLSearchParams): ListQuery {
  const slug = (name: string): string | null => {
    const text = textOf(parameters, name, 200)
    return text === null ? null : slugOf(text)
  }
  return {
    q: textOf(parameters, 'q', 200),
    brand: slug('brand'),
    category: slug('category'),
    sort: sortNames.find((name) => name === parameters.get('sort')) ?? null,
    ...readPlace(parameters),
  }
}

/** Reads which page of a list an address asks for. */
export function readPlace(parameters: URLSearchParams): Place {
  return { after: textOf(parameters, 'after', 4000), before: textOf(parameters, 'before', 4000) }
}

function textOf(parameters: URLSearchParams, name: string, longest: number): string | null {
  return cleanLine(parameters.get(name) ?? '').slice(0, longest) || null
}

/** The path of a list; it is one of the whole catalogue unless `base` says otherwise. */
export function listPath(query: Partial<ListQuery>, base = '/'): string {
  const parameters = new URLSearchParams()
  for (const name of names) {
    const value = query[name]
    if (value) parameters.set(name, value)
  }
  return parameters.size === 0 ? base : `${base}?${parameters}`
}

/** The order of a list: by name where something is searched for, else as the products were listed. */
export function sortOf({ sort, q }: ListQuery): SortName {
  return sort ?? (q === null ? 'listed' : 'name')
}
