import { field, hasMany, ref } from 'prometheus-odm'
import { audited, timestamps, versioned } from 'prometheus-odm/mixins'
import { longestName } from '../catalogue/slug.ts'
import { defineModel } from './prometheus.ts'

/** A name under which products are sold. */
export class Brand extends defineModel({
  name: 'Brand',
  schema: {
    id: field.id(),
    name: field.string({ required: true, minLength: 1, maxLength: longestName }),
    /** What names it in addresses. */
    slug: field.string({ required: true, minLength: 1, unique: true }),
    /** The company that it belongs to. */
    company: ref('Company', { onDelete: 'setNull' }),
    color: field.color(),
    products: hasMany('Product', { by: 'brand' }),
  },
  mixins: [timestamps(), versioned(), audited()],
  roles: {
    staff: { through: 'company', role: 'staff' },
    owner: { through: 'company', role: 'owner' },
  },
  permissions: {
    create: ['staff', 'administrator'],
    read: ['anyone'],
    update: ['staff', 'administrator'],
    destroy: ['administrator'],
    transfer: ['owner'],
  },
  transfer: { key: 'companyId', accept: 'owner', expires: '14d' },
}) {}
