import { field, ref } from 'prometheus-odm'
import { timestamps } from 'prometheus-odm/mixins'
import { availabilities } from '../product/offers.ts'
import { defineModel } from './prometheus.ts'

/** A price at which somebody sells a product. */
export class Offer extends defineModel({
  name: 'Offer',
  schema: {
    id: field.id(),
    product: ref('Product', { required: true, onDelete: 'cascade' }),
    seller: ref('Company', { required: true, onDelete: 'cascade' }),
    price: field.decimal({ required: true, precision: 14, scale: 3, min: '0' }),
    /** ISO 4217. */
    currency: field.string({ required: true, pattern: /^[A-Z]{3}$/ }),
    availability: field.enum(availabilities, { default: 'InStock' }),
    /** The last day on which it can be taken; without one it has no end. */
    validUntil: field.date(),
  },
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
