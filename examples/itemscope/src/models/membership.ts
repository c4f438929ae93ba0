import { field, ref, ValidationError } from 'prometheus-odm'
import { timestamps, versioned } from 'prometheus-odm/mixins'
import { memberRoles } from './member-roles.ts'
import type { Session } from './prometheus.ts'
import { defineModel } from './prometheus.ts'

/**
 * Somebody who acts for a company: as one of its staff, or as an owner, who is staff too. Nobody makes a member of
 * somebody else: they do it themselves, where they are invited.
 */
export class Membership extends defineModel({
  name: 'Membership',
  schema: {
    id: field.id(),
    user: ref('User', { required: true, onDelete: 'cascade' }),
    company: ref('Company', { required: true, onDelete: 'cascade' }),
    role: field.enum(memberRoles, { default: 'staff' }),
  },
  indexes: [{ fields: ['companyId', 'userId'], unique: true }],
  mixins: [timestamps(), versioned()],
  roles: {
    self: { key: 'userId' },
    staff: { through: 'company', role: 'staff' },
    owner: { through: 'company', role: 'owner' },
    founder: {
      where: ({ user: { id } }) => ({
        userId: id,
        role: 'owner' as const,
        company: { founderId: id, members: { $none: {} } },
      }),
    },
    invited: {
      where: ({ user }) => ({ userId: user.id, $or: memberRoles.map((role) => invitedAs(user, role)) }),
    },
  },
  permissions: {
    create: ['founder', 'invited'],
    read: ['self', 'staff', 'administrator'],
    update: ['owner', 'administrator'],
    destroy: ['owner', 'self', 'administrator'],
  },
  hooks: {
    async beforeUpdate({ changed }) {
      if (changed.includes('role') && this.role !== 'owner') await keepAnOwner(this)
    },
    async beforeDestroy() {
      if (this.role === 'owner') await keepAnOwner(this)
    },
  },
}) {}

/** That an invitation to be just this counts for a user. */
const invitedAs = ({ email }: NonNullable<Session['user']>, role: (typeof memberRoles)[number]) => ({
  role,
  company: { invitations: { $some: { role, email: email ?? null, expiresAt: { $gt: new Date() } } } },
})

/**
 * Refuses that a company loses its last owner. Its owners are locked until the transaction ends: of two who leave at
 * the same time, one waits, and sees that the other is gone.
 */
async function keepAnOwner(membership: Membership): Promise<void> {
  const owners = await (membership.constructor as typeof Membership).find({
    where: { companyId: membership.companyId, role: 'owner' },
    sort: { id: 'asc' },
    lock: 'update',
  })
  if (owners.some((owner) => owner.id !== membership.id)) return
  const message = 'is that of the only owner: make somebody else an owner first'
  throw new ValidationError('Membership', [{ field: 'role', code: 'lastOwner', message }])
}
