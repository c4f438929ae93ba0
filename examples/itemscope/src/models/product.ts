import { field, hasMany, ref } from 'prometheus-odm'
import { audited, timestamps, versioned } from 'prometheus-odm/mixins'
import type { Attributes } from '../product/attributes.ts'
import { checkDigit, isGtin14 } from '../product/gtin.ts'
import { weightUnits } from '../product/product-facts.ts'
import type { ClaimedField } from './claimed-fields.ts'
import { standing } from './claimed-fields.ts'
import { defineModel } from './prometheus.ts'

/** A consumer product. Its address is made of the GTIN, or of the id where it has none. */
export class Product extends defineModel({
  name: 'Product',
  schema: {
    id: field.id(),
    gtin: field.string({ label: 'GTIN', minLength: 14, maxLength: 14, unique: true, validate: checkGtin }),
    name: field.string({
      required: true,
      minLength: 1,
      maxLength: 200,
      access: { write: ['staff', 'nameOpen'] },
    }),
    description: field.text({ maxLength: 5000, access: { write: ['staff', 'descriptionOpen'] } }),
    brand: ref('Brand', { index: false }),
    category: ref('Category', { index: false }),
    /** The company that answers for it. */
    company: ref('Company', { index: false }),
    size: field.string({ maxLength: 120, access: { write: ['staff', 'sizeOpen'] } }),
    weight: field.decimal({ precision: 12, scale: 3, min: '0' }),
    unit: field.enum(weightUnits),
    attributes: field.json<Attributes>(),
    released: field.date({ access: { write: ['staff', 'releasedOpen'] } }),
    url: field.url({ access: { write: ['staff', 'urlOpen'] } }),
    image: field.url(),
    status: field.enum(['draft', 'published'], { default: 'draft' }),
    origin: field.enum(['seed', 'import'], { required: true }),
    /** What its company keeps to itself; hidden, so that no history tells of it. */
    supplierNotes: field.text({
      maxLength: 5000,
      hidden: true,
      access: { read: ['staff'], write: ['staff'] },
    }),
    claims: hasMany('Claim', { by: 'product' }),
    offers: hasMany('Offer', { by: 'product' }),
    links: hasMany('Link', { by: 'product' }),
    /** The name, folded: what lists are sorted by. */
    sortName: field.string({ required: true, maxLength: 400, hidden: true }),
    /** Everything that a search looks through, folded. */
    searchText: field.text({ required: true, hidden: true }),
  },
  indexes: [
    { fields: ['status', 'sortName'] },
    { fields: ['status', 'createdAt'] },
    { fields: ['brandId', 'status', 'sortName'] },
    { fields: ['companyId', 'status', 'sortName'] },
    { fields: ['categoryId', 'status', 'sortName'] },
  ],
  mixins: [timestamps(), versioned(), audited()],
  roles: {
    staff: { through: 'company', role: 'staff' },
    owner: { through: 'company', role: 'owner' },
    recipient: { through: 'offeredTo', role: 'owner' },
    published: { where: { status: 'published' } },
    // Where the company has given its word on a field, it alone changes the field until that is open to review again.
    nameOpen: { where: () => openTo('name') },
    descriptionOpen: { where: () => openTo('description') },
    sizeOpen: { where: () => openTo('size') },
    urlOpen: { where: () => openTo('url') },
    releasedOpen: { where: () => openTo('released') },
  },
  permissions: {
    create: ['staff', 'administrator'],
    read: ['published', 'staff', 'recipient', 'administrator'],
    update: ['staff', 'administrator'],
    destroy: ['administrator'],
    transfer: ['owner'],
  },
  transfer: { key: 'companyId', accept: 'owner', expires: '14d' },
  hooks: {
    /** What a company has kept to itself does not go along to another one. */
    beforeTransfer() {
      this.set({ supplierNotes: null })
    },
  },
}) {}

/** That no word of the company stands on a field. */
const openTo = (path: ClaimedField): object => ({ claims: { $none: { path, ...standing() } } })

function checkGtin(value: string): true | string {
  return isGtin14(value) || `the last digit would have to be ${checkDigit(value.slice(0, 13))}`
}
