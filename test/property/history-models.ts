import fc from 'fast-check'
import { createPrometheus, field, ref } from 'prometheus-odm'
import { audited, auditTrail, softDelete, versioned } from 'prometheus-odm/mixins'
import { idAt } from './values.ts'

const { defineModel } = createPrometheus()

const schema = () => ({
  id: field.id(),
  name: field.string({ unique: true }),
  count: field.integer(),
  parent: ref('Doc', { onDelete: 'cascade' }),
})

/** Documents that keep their history and what is destroyed, with versions or without. */
export function historyModels(isVersioned: boolean) {
  const Change = defineModel({ name: 'Change', schema: {}, mixins: [auditTrail()] })
  const Doc = isVersioned
    ? defineModel({ name: 'Doc', schema: schema(), mixins: [audited(), softDelete(), versioned()] })
    : defineModel({ name: 'Doc', schema: schema(), mixins: [audited(), softDelete()] })
  return { Change, Doc }
}

/** How many records there may be. */
export const MOST = 3

const index = fc.nat({ max: MOST - 1 })
const values = fc.record(
  {
    name: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
    count: fc.option(fc.nat({ max: 3 })),
    parentId: fc.option(index.map(idAt), { freq: 1 }),
  },
  { requiredKeys: [] },
)
const where = fc.oneof(
  fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd') }),
  fc.record({ id: fc.record({ $in: fc.array(index.map(idAt), { maxLength: 3 }) }) }),
)

/** A write: `hold` keeps a record to be written later, when it may be old by then. */
export const step = fc.oneof(
  fc.record({ op: fc.constant('create'), at: index, values }),
  fc.record({ op: fc.constant('insertMany'), at: index, values }),
  fc.record({ op: fc.constantFrom('hold', 'hold'), at: index, values }),
  fc.record({
    op: fc.constantFrom('save', 'save', 'save', 'destroy', 'restore', 'purge'),
    at: index,
    values,
  }),
  fc.record({ op: fc.constant('upsert'), at: index, values }),
  fc.record({ op: fc.constantFrom('updateWhere', 'updateAllWhere'), at: index, where, values }),
  fc.record({ op: fc.constantFrom('destroyWhere', 'purgeWhere', 'purgeAllWhere'), at: index, where }),
)

/** A write and whether the transaction around it is undone. */
export const steps = fc.array(
  fc.record({ step, fate: fc.constantFrom('alone', 'alone', 'kept', 'undone') }),
  { minLength: 1, maxLength: 30, size: 'max' },
)

/** What {@link step} gives. */
export interface Step {
  readonly op: string
  readonly at: number
  readonly values?: object
  readonly where?: object
}
