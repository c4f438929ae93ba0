import type { Scope } from '../database.ts'

/** A brand with its company; null where there is none of this slug. */
export function findBrand(db: Scope, slug: string) {
  return db.Brand.findOne({
    where: { slug },
    plain: true,
    include: { company: { select: { name: true, slug: true } } },
  })
}

/** A brand as its page and its document show it. */
export type BrandView = NonNullable<Awaited<ReturnType<typeof findBrand>>>
