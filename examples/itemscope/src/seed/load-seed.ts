import { fileURLToPath } from 'node:url'
import type { Database } from '../database.ts'
import { openProductFile, readRows } from '../import/product-file.ts'
import type { ProductFacts } from '../product/product-facts.ts'
import { searchable } from '../product/searchable.ts'
import { UsageError } from '../settings.ts'

const file = fileURLToPath(new URL('./products.csv', import.meta.url))

/** Loads the hand-written products where there are none at all yet, all or nothing; gives how many it loaded. */
export async function loadSeed(db: Database): Promise<number> {
  if (await db.Product.exists()) return 0
  const products = await readSeed()
  return db.transaction(async (tx) => {
    if (await tx.Product.exists()) return 0
    return tx.Product.insertMany(products.map(seedRecord))
  })
}

/** The hand-written products, in the order in which they are listed. */
export async function readSeed(): Promise<ProductFacts[]> {
  const seed = await openProductFile(file)
  const products: ProductFacts[] = []
  for await (const { line, reading } of readRows(seed, seed.start, false)) {
    if ('problem' in reading) throw new UsageError(`${seed.name}, line ${line}: ${reading.problem}.`)
    products.push(reading.facts)
  }
  return products
}

function seedRecord(facts: ProductFacts) {
  return { ...facts, ...searchable(facts), status: 'published' as const, origin: 'seed' as const }
}
