import { field, ref } from 'prometheus-odm'
import { timestamps } from 'prometheus-odm/mixins'
import { memberRoles } from './member-roles.ts'
import { defineModel } from './prometheus.ts'

/** How long an invitation counts, in milliseconds. */
const invitationTime = 14 * 86_400_000

/**
 * That a company would have somebody act for it, by their e-mail. It tells nobody whether there is an account of this
 * address: it counts for whoever is signed in with it, now or later, and they say yes or no.
 */
export class Invitation extends defineModel({
  name: 'Invitation',
  schema: {
    id: field.id(),
    company: ref('Company', { required: true, onDelete: 'cascade' }),
    email: field.email({ required: true, maxLength: 254 }),
    role: field.enum(memberRoles, { default: 'staff' }),
    expiresAt: field.datetime({ default: () => new Date(Date.now() + invitationTime) }),
  },
  indexes: [{ fields: ['companyId', 'email'], unique: true }],
  mixins: [timestamps()],
  roles: {
    owner: { through: 'company', role: 'owner' },
    invited: {
      where: ({ user }) => ({ email: user.email ?? null, expiresAt: { $gt: new Date() } }),
    },
  },
  permissions: {
    create: ['owner', 'administrator'],
    read: ['owner', 'invited', 'administrator'],
    destroy: ['owner', 'invited', 'administrator'],
  },
}) {}
