import { field, hasMany } from 'prometheus-odm'
import { timestamps } from 'prometheus-odm/mixins'
import { defineModel } from './prometheus.ts'

/** How far the import of one file is; files are told apart by their content. */
export class ImportRun extends defineModel({
  name: 'ImportRun',
  schema: {
    id: field.id(),
    /** SHA-256 of the file, in hex. */
    hash: field.string({ required: true, minLength: 64, maxLength: 64, unique: true, readonly: true }),
    /** The name of the file, without its folder. */
    file: field.string({ required: true }),
    state: field.enum(['running', 'finished'], { default: 'running' }),
    /** Where the next row begins, in bytes. */
    offset: field.integer({ required: true, min: 0 }),
    /** The line on which it begins. */
    line: field.integer({ required: true, min: 1 }),
    inserted: field.integer({ default: 0 }),
    updated: field.integer({ default: 0 }),
    unchanged: field.integer({ default: 0 }),
    bad: field.integer({ default: 0 }),
    problems: hasMany('ImportProblem', { by: 'run' }),
  },
  mixins: [timestamps()],
}) {}
