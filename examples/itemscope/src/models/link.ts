import { field, ref } from 'prometheus-odm'
import { timestamps } from 'prometheus-odm/mixins'
import { linkTypes } from '../product/links.ts'
import { defineModel } from './prometheus.ts'

/** A page elsewhere about a product, and what the page is for. */
export class Link extends defineModel({
  name: 'Link',
  schema: {
    id: field.id(),
    product: ref('Product', { required: true, onDelete: 'cascade', index: false }),
    type: field.enum(linkTypes, { required: true }),
    href: field.url({ required: true, maxLength: 1000 }),
    title: field.string({ required: true, minLength: 1, maxLength: 200 }),
    /** Of the page, as a BCP 47 tag. */
    language: field.string({ maxLength: 35, pattern: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/ }),
  },
  indexes: [{ fields: ['productId', 'type', 'href'], unique: true }],
  mixins: [timestamps()],
  roles: {
    published: { through: 'product', role: 'published' },
    staff: { through: 'product', role: 'staff' },
  },
  permissions: {
    create: ['staff', 'administrator'],
    read: ['published', 'staff', 'administrator'],
    update: ['staff', 'administrator'],
    destroy: ['staff', 'administrator'],
  },
}) {}
