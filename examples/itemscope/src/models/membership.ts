import { field, ref } from 'prometheus-odm'
import { timestamps } from 'prometheus-odm/mixins'
import { defineModel } from './prometheus.ts'

/** Somebody who acts for a company: as one of its staff, or as an owner, who is staff too. */
export class Membership extends defineModel({
  name: 'Membership',
  schema: {
    id: field.id(),
    user: ref('User', { required: true, onDelete: 'cascade' }),
    company: ref('Company', { required: true, onDelete: 'cascade' }),
    role: field.enum(['staff', 'owner'], { default: 'staff' }),
  },
  indexes: [{ fields: ['companyId', 'userId'], unique: true }],
  mixins: [timestamps()],
  roles: {
    self: { key: 'userId' },
    staff: { through: 'company', role: 'staff' },
    owner: { through: 'company', role: 'owner' },
  },
  permissions: {
    create: ['owner', 'administrator'],
    read: ['self', 'staff', 'administrator'],
    update: ['owner', 'administrator'],
    destroy: ['owner', 'self', 'administrator'],
  },
}) {}
