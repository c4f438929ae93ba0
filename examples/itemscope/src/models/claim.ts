import { field, ref } from 'prometheus-odm'
import { audited, timestamps, versioned } from 'prometheus-odm/mixins'
import { claimedFields, today } from './claimed-fields.ts'
import type { Session } from './prometheus.ts'
import { defineModel } from './prometheus.ts'

/**
 * What became of a suggestion: `conflict` where the product had changed since it was made, `superseded` where another
 * one of the same field was accepted, or an edit has made the field what it says.
 */
export const claimStates = ['open', 'accepted', 'rejected', 'withdrawn', 'superseded', 'conflict'] as const

/** As what somebody has suggested something. */
export const claimantRoles = ['reader', 'staff', 'owner', 'administrator'] as const

/** A correction of a product that somebody suggests, with a source: those who act for the company decide. */
export class Claim extends defineModel({
  name: 'Claim',
  schema: {
    id: field.id(),
    product: ref('Product', { required: true, onDelete: 'cascade' }),
    path: field.enum(claimedFields, { required: true, readonly: true }),
    /** What it should be; null for nothing. */
    value: field.text({ maxLength: 5000, readonly: true }),
    /** What it was when this was suggested. */
    baseValue: field.text({ maxLength: 5000, readonly: true }),
    source: field.url({ required: true, maxLength: 1000, readonly: true }),
    note: field.text({ maxLength: 1000, readonly: true }),
    state: field.enum(claimStates, {
      default: 'open',
      index: true,
      access: { write: ['staff', 'administrator'] },
    }),
    /**
     * The company's word: it decides so until the end of this day, and till then nobody else changes the field. Then it
     * is open to review again. Companies alone say this, and not for longer than a year.
     */
    reviewAfter: field.date({ access: { write: ['staff'] }, validate: checkDay }),
    /** Whoever is signed in. */
    author: ref('User', {
      onDelete: 'cascade',
      access: { read: ['author', 'administrator'] },
    }),
    /** What the author was when this was suggested, and for which company they acted: the rules see that it is true. */
    authorRole: field.enum(claimantRoles, { default: 'reader', readonly: true }),
    authorCompany: ref('Company', { onDelete: 'setNull', readonly: true }),
  },
  indexes: [{ fields: ['productId', 'path', 'state'] }],
  mixins: [timestamps(), versioned(), audited()],
  roles: {
    author: { key: 'authorId' },
    staff: { through: 'product', role: 'staff' },
    published: { through: 'product', role: 'published' },
  },
  permissions: {
    create: ['user'],
    read: ['published', 'author', 'staff', 'administrator'],
    update: ['staff', 'administrator'],
    // Its author withdraws it: what was decided, and the company's word in it, is not theirs to remove.
    destroy: ['administrator'],
    always: {
      // Nobody says to be more than they are.
      create: ({ user }) => ({ $or: claimantRoles.flatMap((role) => heldAs(user, role)) }),
      // Nobody decides on a suggestion of their own, an administrator neither.
      update: ({ user }) => ({ authorId: { $ne: user.id } }),
    },
  },
}) {}

/** What a suggestion may say of its author in a role that they have, or may have. */
function heldAs(
  { id, roles }: NonNullable<Session['user']>,
  authorRole: (typeof claimantRoles)[number],
): object[] {
  if (authorRole === 'reader') return [{ authorRole, authorCompanyId: null }]
  if (authorRole !== 'administrator')
    return [{ authorRole, authorCompany: { members: { $some: { userId: id, role: authorRole } } } }]
  return roles.includes(authorRole) ? [{ authorRole, authorCompanyId: null }] : []
}

function checkDay(value: string): true | string {
  const last = `${Number(today().slice(0, 4)) + 1}${today().slice(4)}`
  return (value >= today() && value <= last) || 'has to be a day from today on, within a year'
}
