import { field, hasMany, ref } from 'prometheus-odm'
import { audited, timestamps, versioned } from 'prometheus-odm/mixins'
import { longestName } from '../catalogue/slug.ts'
import { checkDigit } from '../product/gtin.ts'
import type { Membership } from './membership.ts'
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
    /** Who made the record; null where that was code. */
    founder: ref('User', {
      onDelete: 'setNull',
      hidden: true,
      index: false,
      access: { read: ['administrator'] },
    }),
    brands: hasMany('Brand', { by: 'company' }),
    products: hasMany('Product', { by: 'company' }),
    members: hasMany('Membership', { by: 'company' }),
    invitations: hasMany('Invitation', { by: 'company' }),
  },
  mixins: [timestamps(), versioned(), audited()],
  roles: {
    staff: { through: 'members', by: 'userId' },
    owner: { through: 'members', by: 'userId', having: { role: 'owner' } },
    founder: { key: 'founderId' },
  },
  permissions: {
    create: ['user'],
    read: ['anyone'],
    update: ['owner', 'administrator'],
    destroy: ['administrator'],
  },
  hooks: {
    /** Whoever makes a company is its first owner, by the same transaction. */
    beforeValidation() {
      if (this.isNew && this.founderId !== null)
        this.set({ members: { create: [{ userId: this.founderId, role: 'owner' }] } })
    },
    /** A company that goes has no need of a last owner: its members go first, and no rule of theirs is asked. */
    async beforeDestroy() {
      await destroyMembers(this)
    },
  },
}) {}

function checkGln(value: string): true | string {
  if (!/^[0-9]{13}$/.test(value)) return 'has to be 13 digits'
  const expected = checkDigit(value.slice(0, 12))
  return expected === Number(value[12]) || `the last digit would have to be ${expected}`
}

/** As far as a hook of a company needs to know the model of its members. */
interface MemberedModel {
  findById(id: string, options: object): Promise<{ readonly members: readonly Membership[] } | null>
}

/** Destroys the members of a company by the model that they come with: the database of a hook is that of its record. */
async function destroyMembers(company: Company): Promise<void> {
  const found = await (company.constructor as unknown as MemberedModel).findById(company.id, {
    include: { members: { limit: 1 } },
  })
  for (const member of found?.members ?? [])
    await (member.constructor as typeof Membership).destroyWhere({ companyId: company.id })
}
