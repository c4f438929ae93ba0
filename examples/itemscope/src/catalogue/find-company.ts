import type { Scope } from '../database.ts'
import { countByBrand } from './count-products.ts'
import type { CountedBrand } from './find-listing.ts'
import type { ListItem, ListPage, Place } from './find-products.ts'
import { findProducts } from './find-products.ts'

/** A company with its brands; null where there is none of this slug. */
export function findCompany(db: Scope, slug: string) {
  return db.Company.findOne({
    where: { slug },
    plain: true,
    include: { brands: { sort: { slug: 'asc' }, select: { id: true, name: true, slug: true } } },
  })
}

/** A company as its page and its document show it. */
export type CompanyView = NonNullable<Awaited<ReturnType<typeof findCompany>>>

/** What a company's page lists. */
export interface CompanyLists {
  readonly brands: readonly CountedBrand[]
  /** Its own products and those of its brands. */
  readonly products: ListPage<ListItem>
}

/** Counts the products of a company's brands, and finds a page of all its products. */
export async function findCompanyLists(db: Scope, company: CompanyView, place: Place): Promise<CompanyLists> {
  const brandIds = company.brands.map(({ id }) => id)
  const ofBrands = { brandId: { $in: brandIds } }
  const [counts, products] = await Promise.all([
    countByBrand(db, ofBrands),
    findProducts(db, { $or: [{ companyId: company.id }, ofBrands] }, { ...place, sort: 'name' }),
  ])
  const brands = company.brands.map(({ id, name, slug }) => ({ name, slug, count: counts.get(id) ?? 0 }))
  return { brands, products }
}

/** What whoever asks may do about a company: nothing where nobody is signed in. */
export async function findCompanyRights(db: Scope, companyId: string, userId: string | undefined) {
  if (userId === undefined) return { isEditable: false, seesMembers: false }
  const [update, seesMember] = await Promise.all([
    db.Company.can('update', { record: companyId }),
    db.Membership.exists({ companyId }),
  ])
  const isEditable = update === 'yes'
  return { isEditable, seesMembers: isEditable || seesMember }
}
