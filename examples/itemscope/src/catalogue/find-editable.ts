import type { Scope } from '../database.ts'
import { readGtin } from '../product/gtin.ts'

/** The record that a key of an address names, as far as whoever asks may see it: to be changed. */
export async function findEditable(db: Scope, key: string) {
  const read = readGtin(key)
  const named = /^[0-9]+$/.test(key) && 'gtin' in read ? { gtin: read.gtin } : { id: key }
  return db.Product.findOne({ where: named, include: { company: { select: { name: true, slug: true } } } })
}

/** A product that is being changed. */
export type Editable = NonNullable<Awaited<ReturnType<typeof findEditable>>>
