import type { Scope } from '../database.ts'

const addressed = { select: { name: true, slug: true } } as const
const listed = { id: true, gtin: true, name: true, status: true } as const

/** Who somebody is, for whom they act, and what is theirs to decide: three statements and those of what is included. */
export async function findAccount(db: Scope, userId: string) {
  const [user, products, offered] = await Promise.all([
    db.User.findById(userId, { include: { memberships: { include: { company: addressed } } } }),
    db.Product.find({
      where: { company: { members: { $some: { userId } } } },
      sort: { sortName: 'asc' },
      limit: 100,
      select: listed,
    }),
    db.Product.find({
      where: { offeredTo: { members: { $some: { userId, role: 'owner' } } } },
      sort: { offeredAt: 'desc' },
      limit: 100,
      include: { company: addressed, offeredTo: addressed },
    }),
  ])
  return user && { user, products, offered }
}

/** An account as its page shows it. */
export type Account = NonNullable<Awaited<ReturnType<typeof findAccount>>>
