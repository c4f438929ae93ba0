import { findOrCreate } from '../catalogue/find-or-create.ts'
import { lookUpNames } from '../catalogue/look-up-names.ts'
import { slugOf } from '../catalogue/slug.ts'
import type { Database, Transaction } from '../database.ts'
import type { ProductFacts } from '../product/product-facts.ts'
import { productValues } from '../product/product-values.ts'
import { readBrands, readCompanies, readLinks, readProducts } from './read-seed.ts'

/** Loads the hand-written records where there are no products yet, all or nothing; gives how many products it loaded. */
export async function loadSeed(db: Database): Promise<number> {
  const trusted = db.system('written by hand for Itemscope')
  if (await trusted.Product.exists()) return 0
  return trusted.transaction(async (tx) => ((await tx.Product.exists()) ? 0 : load(tx)))
}

async function load(tx: Transaction): Promise<number> {
  await loadBrands(tx)
  const stated = await readProducts()
  const linked = await lookUpNames(tx, stated)
  const count = await tx.Product.insertMany(stated.map((facts) => seedRecord(linked(facts))))
  await loadLinks(tx)
  return count
}

async function loadBrands(tx: Transaction): Promise<void> {
  const companies = await findOrCreate(tx.Company, await readCompanies())
  const brands = await readBrands()
  const rows = brands.map(({ company, ...brand }) => ({
    ...brand,
    companyId: companies.get(slugOf(company))?.id ?? null,
  }))
  await findOrCreate(tx.Brand, rows)
}

async function loadLinks(tx: Transaction): Promise<void> {
  const products = await tx.Product.find({ select: { id: true, gtin: true } })
  const ids = new Map(products.map(({ id, gtin }) => [gtin, id]))
  const links = await readLinks()
  await tx.Link.insertMany(links.map(({ gtin, ...link }) => ({ ...link, productId: ids.get(gtin) ?? '' })))
}

function seedRecord(facts: ProductFacts) {
  return { ...productValues(facts), status: 'published' as const, origin: 'seed' as const }
}
