import type { Scope } from '../database.ts'
import { claimedFields } from '../models/claimed-fields.ts'
import type { Product } from '../models/product.ts'
import { searchValues } from '../product/product-values.ts'
import { ChangedMeanwhile } from './changed-meanwhile.ts'
import type { ScopeInside } from './refresh-search.ts'
import { supersede } from './supersede.ts'

/** What is changed of a product, by field. */
export type ProductChanges = Parameters<Product['set']>[0]

const named = { select: { name: true } } as const

/** What the product belongs to as it is now, by name. */
async function belongsTo({ Brand, Company, Category }: ScopeInside, product: Product) {
  const { brandId, companyId, categoryId } = product
  const [brand, company, category] = await Promise.all([
    brandId === null ? null : Brand.findById(brandId, named),
    companyId === null ? null : Company.findById(companyId, named),
    categoryId === null ? null : Category.findById(categoryId, named),
  ])
  return { brand, company, category }
}

/**
 * Saves changes of a product that was read in this transaction, as whoever asks: with what searches look through, and
 * so that suggestions which ask for just this are void.
 */
export async function saveProduct(tx: ScopeInside, product: Product, changes: ProductChanges): Promise<void> {
  product.set(changes)
  if (product.changed.length === 0) return
  product.set(searchValues({ ...(await belongsTo(tx, product)), ...searchedFacts(product) }))
  const changed = claimedFields.filter((path) => product.changed.includes(path))
  await product.save()
  for (const path of changed) await supersede(tx, { productId: product.id, path, value: product[path] })
}

/** A name that is to be nothing is refused only when it is saved. */
const searchedFacts = ({ name, attributes, gtin, description }: Product) => ({
  name: name ?? '',
  attributes,
  gtin,
  description,
})

/** Changes a product that is still of the version that a form was made of. */
export function editProduct(
  db: Scope,
  { id, version }: { readonly id: string; readonly version: number },
  changes: ProductChanges,
): Promise<void> {
  return db.transaction(async (tx) => {
    const product = await tx.Product.findById(id)
    if (product?.version !== version) throw new ChangedMeanwhile()
    await saveProduct(tx, product, changes)
  })
}
