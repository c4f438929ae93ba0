import { auditTrail } from 'prometheus-odm/mixins'
import { defineModel } from './prometheus.ts'

/** What was done to a record, when and by whom: the history of companies, brands, products and corrections. */
export class Change extends defineModel({
  name: 'Change',
  schema: {},
  mixins: [auditTrail()],
  roles: { catalogue: { where: { model: { $in: ['Brand', 'Company', 'Product'] } } } },
  // Who has suggested a correction is hidden, and the history of a suggestion tells it.
  permissions: { read: ['catalogue', 'administrator'] },
}) {}
