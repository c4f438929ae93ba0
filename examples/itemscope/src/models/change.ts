import { auditTrail } from 'prometheus-odm/mixins'
import { defineModel } from './prometheus.ts'

/** What was done to a record, when and by whom: the history of companies, brands and products. */
export class Change extends defineModel({
  name: 'Change',
  schema: {},
  mixins: [auditTrail()],
  permissions: { read: ['anyone'] },
}) {}
