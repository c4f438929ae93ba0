import { field } from 'prometheus-odm'
import { defineModel } from './prometheus.ts'

/** Which models a database file was made for: one record. */
export class FileFormat extends defineModel({
  name: 'FileFormat',
  schema: {
    id: field.string({ required: true, permitted: ['catalogue'] }),
    version: field.integer({ required: true, min: 1, readonly: true }),
  },
}) {}
