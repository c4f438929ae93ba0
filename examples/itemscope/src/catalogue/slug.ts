import { createHash } from 'node:crypto'
import { fold } from '../product/fold.ts'

/** The longest name of a brand or a company, in characters. */
export const longestName = 100

/** A record that has a name. */
export interface Named {
  readonly id: string
  readonly name: string
}

/** What an address needs to lead to a record. */
export interface Addressed {
  readonly name: string
  readonly slug: string
}

/**
 * What two spellings of one name have in common: the name folded, or a hash of it where it has neither letters nor
 * digits. “Kellogg’s” and “KELLOGGS” are one name.
 */
export function nameKey(name: string): string {
  const folded = fold(name).normalize('NFC').slice(0, 200)
  return folded || createHash('sha256').update(name).digest('hex').slice(0, 16)
}

/** What stands for a name in addresses: “Arm & Hammer” is `arm-hammer`. Letters of any script stay as they are. */
export function slugOf(name: string): string {
  return nameKey(name).replaceAll(' ', '-')
}

/** The path of a company's page. */
export const companyPath = ({ slug }: Pick<Addressed, 'slug'>): string =>
  `/companies/${encodeURIComponent(slug)}`

/** The path of a brand's page. */
export const brandPath = ({ slug }: Pick<Addressed, 'slug'>): string => `/brands/${encodeURIComponent(slug)}`

/** The path of a category's page. */
export const categoryPath = ({ slug }: Pick<Addressed, 'slug'>): string =>
  `/categories/${encodeURIComponent(slug)}`
