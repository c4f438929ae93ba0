import type { Scope } from '../database.ts'
import { searchValues } from '../product/product-values.ts'

/** A transaction on somebody's behalf. */
export type ScopeInside = Parameters<Parameters<Scope['transaction']>[0]>[0]

const named = { select: { name: true } } as const

/** Brings what searches look through up to date, of the products of a brand or a company whose name has changed. */
export async function refreshSearch(
  tx: ScopeInside,
  which: { readonly brandId: string } | { readonly companyId: string },
): Promise<void> {
  const { Product } = tx.system('its name in searches')
  const products = await Product.find({
    where: which,
    include: { brand: named, company: named, category: named },
  })
  for (const product of products) {
    const values = searchValues(product)
    if (values.searchText !== product.searchText) await Product.updateWhere({ id: product.id }, values)
  }
}
