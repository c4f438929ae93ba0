import { isPrometheusError } from 'prometheus-odm'
import type { Scope } from '../database.ts'
import type { MemberRole } from '../models/member-roles.ts'

/** The members of a company as far as whoever asks may see them, owners first, and those who are invited. */
export async function findMembers(db: Scope, companyId: string) {
  const [members, invitations] = await Promise.all([
    db.Membership.find({
      where: { companyId },
      sort: { role: 'asc', createdAt: 'asc' },
      include: { user: { select: { name: true } } },
    }),
    db.Invitation.find({
      where: { companyId, expiresAt: { $gt: new Date() } },
      sort: { createdAt: 'asc' },
    }),
  ])
  return { members, invitations }
}

/** Members and invitations as their page shows them. */
export type Members = Awaited<ReturnType<typeof findMembers>>

/** Whom a company would have act for it, and as what. */
export interface Invited {
  readonly companyId: string
  readonly email: string
  readonly role: MemberRole
}

/** Invites somebody; an invitation of the same address from before is void then. */
export function invite(db: Scope, invited: Invited): Promise<void> {
  return db.transaction(async ({ Invitation }) => {
    const { companyId, email } = invited
    try {
      await Invitation.create(invited)
    } catch (error) {
      if (!(isPrometheusError(error) && error.code === 'UNIQUE_VIOLATION')) throw error
      await Invitation.destroyWhere({ companyId, email })
      await Invitation.create(invited)
    }
  })
}

/** Makes whoever asks a member by an invitation; false where there is none that they see. */
export function acceptInvitation(db: Scope, id: string, userId: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const invitation = await tx.Invitation.findById(id)
    if (invitation === null) return false
    const { companyId, role } = invitation
    await tx.Membership.create({ companyId, userId, role })
    await invitation.destroy()
    return true
  })
}
