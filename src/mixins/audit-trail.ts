import { createPrometheus } from '../model/prometheus.ts'
import { field, typeOf } from '../schema/factories.ts'
import type { JsonForm } from '../schema/values/json-form.ts'

const { defineMixin } = createPrometheus()

/** One attribute in a diff: its values before and after in their JSON forms, or `changed` where they are not told. */
export interface AttributeDiff {
  readonly from?: JsonForm
  readonly to?: JsonForm
  /** Of passwords and hidden attributes: that they changed, and no values. */
  readonly changed?: true
}

/** What a write has changed, by attribute. */
export type AuditDiff = Readonly<Record<string, AttributeDiff>>

const schema = {
  id: field.id(),
  model: field.string({ required: true, label: 'Model' }),
  /** The key as text; of a key of several fields, their values joined by commas, `\\,` being a comma in a value. */
  recordId: field.text({ required: true }),
  action: field.enum(['create', 'update', 'destroy', 'restore', 'transfer'], { required: true }),
  diff: field.json({ type: typeOf<AuditDiff>(), required: true }),
  /** The record's version after the write, where it has one. */
  version: field.integer(),
  /** Null where trusted code did it. */
  actorId: field.string(),
  actorKind: field.string(),
  /** The role that allowed it, `system` for trusted code that said why, or null. */
  role: field.string(),
  /** What trusted code said it is doing. */
  reason: field.text(),
  at: field.datetime({ required: true, default: () => new Date() }),
}

/** The attributes of an entry. */
export const entryAttributes: readonly string[] = Object.keys(schema)

/**
 * Makes a model the history of others, which are `audited()`: who did what to which record, when, and in which role.
 * Its records are only added.
 * @example
 * class Change extends defineModel({ name: 'Change', schema: {}, mixins: [auditTrail()] }) {}
 */
export const auditTrail = defineMixin({
  appendOnly: true,
  indexes: [{ fields: ['model', 'recordId', 'id'] }],
  schema,
})
