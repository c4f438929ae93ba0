import { field, ref } from 'prometheus-odm'
import { defineModel } from './prometheus.ts'

/** A row that an import could not take, and why. */
export class ImportProblem extends defineModel({
  name: 'ImportProblem',
  schema: {
    run: ref('ImportRun', { required: true }),
    line: field.integer({ required: true, min: 1 }),
    reason: field.text({ required: true }),
  },
  key: ['runId', 'line'],
}) {}
