import { field, hasMany } from 'prometheus-odm'
import { timestamps } from 'prometheus-odm/mixins'
import { defineModel } from './prometheus.ts'

/** What somebody may be for the whole site. */
export const siteRoles = ['administrator'] as const

/** Somebody who signs in. */
export class User extends defineModel({
  name: 'User',
  schema: {
    id: field.id(),
    email: field.email({
      required: true,
      maxLength: 254,
      unique: true,
      access: { read: ['self', 'administrator'] },
    }),
    password: field.password({ required: true, minLength: 10, maxLength: 200 }),
    name: field.string({ required: true, minLength: 1, maxLength: 100 }),
    roles: field.array(field.enum(siteRoles), {
      access: { read: ['self', 'administrator'], write: ['administrator'] },
    }),
    memberships: hasMany('Membership', { by: 'user' }),
  },
  mixins: [timestamps()],
  roles: { self: { key: 'id' } },
  permissions: {
    create: ['guest'],
    read: ['anyone'],
    update: ['self', 'administrator'],
    destroy: ['administrator'],
  },
}) {}
