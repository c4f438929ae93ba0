import type { Scope } from '../database.ts'
import { readGtin } from '../product/gtin.ts'
import { documentPath } from '../product/product-facts.ts'
import type { Historied } from './find-history.ts'
import { published } from './find-products.ts'
import { brandPath, companyPath } from './slug.ts'

/** A record with a history: what it is called, and the path of its page. */
export interface HistoryRecord extends Historied {
  readonly name: string
  readonly path: string
}

/** Finds the record that a key of an address names. */
type Find = (db: Scope, key: string) => Promise<HistoryRecord | null>

const select = { id: true, name: true } as const

const findProduct: Find = async (db, key) => {
  const read = readGtin(key)
  const named = /^[0-9]+$/.test(key) && 'gtin' in read ? { gtin: read.gtin } : { id: key }
  const found = await db.Product.findOne({
    where: { ...named, ...published },
    select: { ...select, gtin: true },
  })
  return found && { ...found, model: 'Product', path: documentPath(found) }
}

const findCompany: Find = async (db, slug) => {
  const found = await db.Company.findOne({ where: { slug }, select: { ...select, slug: true } })
  return found && { ...found, model: 'Company', path: companyPath(found) }
}

const findBrand: Find = async (db, slug) => {
  const found = await db.Brand.findOne({ where: { slug }, select: { ...select, slug: true } })
  return found && { ...found, model: 'Brand', path: brandPath(found) }
}

/** Where records with a history have their pages, and how they are found there. */
export const historyFolders: readonly (readonly [folder: string, find: Find])[] = [
  ['products', findProduct],
  ['companies', findCompany],
  ['brands', findBrand],
]
