import type { Scope } from '../database.ts'
import { searchValues } from '../product/product-values.ts'

/** A transaction on somebody's behalf. */
export type ScopeInside = Parameters<Parameters<Scope['transaction']>[0]>[0]

const named = { select: { name: true } } as const

/** The products of a brand or of a company, or one. */
export type WhichProducts =
  | { readonly brandId: string }
  | { readonly companyId: string }
  | { readonly id: string }

/** Brings what searches look through up to date, of products that belong to what is called otherwise, or to others now. */
export async function refreshSearch(tx: Pick<Scope, 'system'>, which: WhichProducts): Promise<void> {
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
