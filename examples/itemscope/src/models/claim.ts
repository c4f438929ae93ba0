import { field, ref } from 'prometheus-odm'
import { audited, timestamps, versioned } from 'prometheus-odm/mixins'
import { defineModel } from './prometheus.ts'

/** What a suggestion may be about. */
export const claimedFields = ['name', 'description', 'size', 'url', 'released'] as const

/** What became of a suggestion; `conflict` where the product had changed since it was made. */
export const claimStates = ['open', 'accepted', 'rejected', 'conflict'] as const

/** A correction of a product that somebody suggests, with a source: those who act for the company decide. */
export class Claim extends defineModel({
  name: 'Claim',
  schema: {
    id: field.id(),
    product: ref('Product', { required: true, onDelete: 'cascade' }),
    path: field.enum(claimedFields, { required: true }),
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
    /** Whoever is signed in. */
    author: ref('User', {
      onDelete: 'cascade',
      access: { read: ['author', 'administrator'] },
    }),
  },
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
    destroy: ['author', 'administrator'],
    // Nobody decides on a suggestion of their own, an administrator neither.
    always: { update: ({ user }) => ({ authorId: { $ne: user.id } }) },
  },
}) {}
