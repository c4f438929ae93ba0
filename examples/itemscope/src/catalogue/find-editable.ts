import type { Scope } from '../database.ts'
import { readGtin } from '../product/gtin.ts'

const withCompanies = {
  company: { select: { name: true, slug: true } },
  offeredTo: { select: { name: true, slug: true } },
} as const

/** The product that a key of an address names, as far as whoever asks may see it: to be changed. */
export async function findEditable(db: Scope, key: string) {
  const read = readGtin(key)
  const named = /^[0-9]+$/.test(key) && 'gtin' in read ? { gtin: read.gtin } : { id: key }
  return db.Product.findOne({ where: named, include: withCompanies })
}

/** A product that is being changed. */
export type Editable = NonNullable<Awaited<ReturnType<typeof findEditable>>>

/** The brand that a slug names: to be changed. */
export function findEditableBrand(db: Scope, slug: string) {
  return db.Brand.findOne({ where: { slug }, include: withCompanies })
}

/** A brand that is being changed. */
export type EditableBrand = NonNullable<Awaited<ReturnType<typeof findEditableBrand>>>

/** Who has offered a record, by name. */
export async function findOfferer(db: Scope, { offeredBy }: { readonly offeredBy: string | null }) {
  const user = offeredBy === null ? null : await db.User.findById(offeredBy, { select: { name: true } })
  return user?.name
}
