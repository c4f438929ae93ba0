import { field, ref } from 'prometheus-odm'
import { defineModel } from './prometheus.ts'

/** Which line of a file a GTIN stands on, while the file is imported: how a second row of one GTIN is noticed. */
export class ImportedGtin extends defineModel({
  name: 'ImportedGtin',
  schema: {
    run: ref('ImportRun', { required: true }),
    gtin: field.string({ required: true, minLength: 14, maxLength: 14 }),
    line: field.integer({ required: true, min: 1 }),
  },
  key: ['runId', 'gtin'],
}) {}
