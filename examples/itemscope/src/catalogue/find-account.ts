import type { Scope } from '../database.ts'
import type { Addressed } from './slug.ts'

const offerFields = {
  companyId: true,
  offeredToId: true,
  offeredBy: true,
  offeredAt: true,
  offeredUntil: true,
} as const

/** What an account's page lists of each kind at most. */
const most = 50

/** On its way to a company that somebody owns, or away from one. */
const onItsWay = (userId: string) => {
  const owned = { members: { $some: { userId, role: 'owner' as const } } }
  return { $or: [{ offeredTo: owned }, { offeredToId: { $ne: null }, company: owned }] }
}

/** The products and the brands that are offered to companies of an owner, or by them, the latest first. */
async function findOffers(db: Scope, userId: string) {
  const query = { where: onItsWay(userId), sort: { offeredAt: 'desc' }, limit: most } as const
  const [products, brands] = await Promise.all([
    db.Product.find({ ...query, select: { ...offerFields, id: true, gtin: true, name: true } }),
    db.Brand.find({ ...query, select: { ...offerFields, slug: true, name: true } }),
  ])
  return { products, brands }
}

type Offers = Awaited<ReturnType<typeof findOffers>>

/** Records by their ids, as pages call them. */
export type NamesById<Named> = ReadonlyMap<string | null, Named>

/** The companies and the people that offers name. */
async function findParties(db: Scope, { products, brands }: Offers) {
  const offers = [...products, ...brands]
  const known = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))]
  const [companies, people] = await Promise.all([
    db.Company.find({
      where: { id: { $in: known(offers.flatMap(({ companyId, offeredToId }) => [companyId, offeredToId])) } },
      select: { id: true, name: true, slug: true },
    }),
    db.User.find({
      where: { id: { $in: known(offers.map(({ offeredBy }) => offeredBy)) } },
      select: { id: true, name: true },
    }),
  ])
  return {
    companies: new Map(companies.map((company) => [company.id, company])) as NamesById<Addressed>,
    people: new Map(people.map(({ id, name }) => [id, name])) as NamesById<string>,
  }
}

/** Who somebody is, and for whom they act. */
function findUser(db: Scope, userId: string) {
  return db.User.findById(userId, {
    include: { memberships: { include: { company: { select: { name: true, slug: true } } } } },
  })
}

function findInvitations(db: Scope, email: string) {
  return db.Invitation.find({
    where: { email, expiresAt: { $gt: new Date() } },
    include: { company: { select: { name: true, slug: true } } },
  })
}

/** All that is somebody's own: for whom they act, what is theirs to decide, what they have suggested. */
export async function findAccount(db: Scope, userId: string) {
  const user = await findUser(db, userId)
  if (user === null) return null
  const [products, offers, invitations, claims] = await Promise.all([
    db.Product.find({
      where: { company: { members: { $some: { userId } } } },
      sort: { sortName: 'asc' },
      limit: most,
      select: { id: true, gtin: true, name: true, size: true, status: true },
    }),
    findOffers(db, userId),
    findInvitations(db, user.email),
    db.Claim.count({ authorId: userId }),
  ])
  return { user, products, offers, invitations, claims, ...(await findParties(db, offers)) }
}

/** An account as its page shows it. */
export type Account = NonNullable<Awaited<ReturnType<typeof findAccount>>>
