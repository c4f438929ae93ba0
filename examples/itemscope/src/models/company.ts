import { field, hasMany } from 'prometheus-odm'
import { audited, timestamps, versioned } from 'prometheus-odm/mixins'
import { longestName } from '../catalogue/slug.ts'
import { checkDigit } from '../product/gtin.ts'
import { defineModel } from './prometheus.ts'

/** A company that answers for products: it makes them, or has them made. */
export class Company extends defineModel({
  name: 'Company',
  schema: {
    id: field.id(),
    name: field.string({ required: true, minLength: 1, maxLength: longestName }),
    /** What names it in addresses. */
    slug: field.string({ required: true, minLength: 1, unique: true }),
    url: field.url(),
    phone: field.phone(),
    /** ISO 3166-1 alpha-2. */
    country: field.string({ pattern: /^[A-Z]{2}$/ }),
    gln: field.string({ label: 'GLN', unique: true, validate: checkGln }),
    /** Whether it is known to be who it says it is. */
    verified: field.boolean({ default: false, access: { write: ['administrator'] } }),
    brands: hasMany('Brand', { by: 'company' }),
    products: hasMany('Product', { by: 'company' }),
    members: hasMany('Membership', { by: 'company' }),
  },
  mixins: [timestamps(), versioned(), audited()],
  roles: {
    staff: { through: 'members', by: 'userId' },
    owner: { through: 'members', by: 'userId', having: { role: 'owner' } },
  },
  permissions: {
    create: ['administrator'],
    read: ['anyone'],
    update: ['owner', 'administrator'],
    destroy: ['administrator'],
  },
}) {}

function checkGln(value: string): true | string {
  if (!/^[0-9]{13}$/.test(value)) return 'has to be 13 digits'
  const expected = checkDigit(value.slice(0, 12))
  return expected === Number(value[12]) || `the last digit would have to be ${expected}`
}
