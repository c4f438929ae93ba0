import type { Scope } from '../database.ts'
import type { ProductFilter } from './find-products.ts'
import { published } from './find-products.ts'

/** How many published products that match stand in each category itself. */
export function countByCategory(db: Scope, filter: ProductFilter) {
  return db.Product.aggregate({ where: { $and: [published, filter] }, by: ['categoryId'], count: true })
}

/** How many published products that match each brand has, by the brand's id. */
export async function countByBrand(db: Scope, filter: ProductFilter): Promise<ReadonlyMap<string, number>> {
  const rows = await db.Product.aggregate({
    where: { $and: [published, { brandId: { $ne: null } }, filter] },
    by: ['brandId'],
    count: true,
  })
  return new Map(rows.map(({ brandId, count }) => [brandId ?? '', count]))
}
