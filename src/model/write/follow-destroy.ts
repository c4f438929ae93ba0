import type { Condition } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { PreparedWrite } from '../../store/contract.ts'
import type { ConnectedModel, Referrer } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import { hydrateAll } from '../hydrate.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import type { RecordBase } from '../record.ts'
import type { Binding } from '../scope.ts'

/** Destroys one record in a transaction that is open already, with its hooks and with all that has to follow. */
export type DestroyRecord = (record: RecordBase, binding: Binding) => Promise<void>

const among = (field: FieldShape): Condition => ({ op: 'in', field, not: false, withNull: false, param: 0 })

async function referring(
  binding: Binding,
  field: FieldShape,
  keys: readonly unknown[],
): Promise<RecordBase[]> {
  const { model, scope } = binding
  const shape = compiled<FindShape>(model, `q${field.index}`, () =>
    prepareFind(model, { where: among(field), fields: model.shape.fields, sort: [] }),
  )
  const rows = await execute(binding, 'find', shape.prepared, [keys])
  return hydrateAll(scope.classOf(model.name), rows, shape.decode)
}

async function setNull(binding: Binding, field: FieldShape, keys: readonly unknown[]): Promise<void> {
  const { model } = binding
  const prepared = compiled<PreparedWrite>(model, `z${field.index}`, () =>
    model.store.prepare({
      kind: 'update',
      model: model.shape,
      set: [{ field, to: { op: 'set', param: 1 } }],
      where: among(field),
    }),
  )
  await execute(binding, 'update', prepared, [keys, null])
}

async function follow(
  referrer: Referrer,
  owner: Binding,
  keys: readonly unknown[],
  destroy: DestroyRecord,
): Promise<void> {
  const binding = { model: referrer.model, scope: owner.scope }
  if (referrer.onDelete === 'setNull') return setNull(binding, referrer.field, keys)
  for (const record of await referring(binding, referrer.field, keys)) await destroy(record, binding)
}

/** Does what refs with `onDelete` ask for before records with these keys go: children go too, or refer to nothing. */
export async function followDestroy(
  binding: Binding,
  keys: readonly unknown[],
  destroy: DestroyRecord,
): Promise<void> {
  for (const referrer of binding.model.referrers) await follow(referrer, binding, keys, destroy)
}

/** Whether the records of a model take others along. */
export const takesAlong = ({ referrers }: ConnectedModel): boolean => referrers.length > 0
