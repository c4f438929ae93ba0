import type { Action } from '../../access/actions.ts'
import { PrometheusError } from '../../errors/error.ts'
import { and, equals } from '../../query/condition.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import { hydrateAll } from '../hydrate.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import { readWhere } from '../read/where.ts'
import type { RecordBase } from '../record.ts'
import type { Binding } from '../scope.ts'
import { newRecord } from '../write/given-record.ts'
import type { Values } from './operations.ts'

/** Another model where the writes of a record run, on the same behalf. */
export function bindingBeside({ scope }: Binding, model: ConnectedModel): Binding {
  bindingOf(scope.classOf(model.name))
  return { model, scope }
}

/** A record that is to be created along with another. */
export const draftOf = ({ model, scope }: Binding, values: Values): RecordBase =>
  newRecord(scope.classOf(model.name), model, values)

/**
 * The records whose fields have these values, of those on which the caller may do something, read to be changed: others
 * are kept from it where the store can.
 */
export async function findToChange(
  binding: Binding,
  fields: readonly FieldShape[],
  values: readonly unknown[],
  action: Action = 'read',
): Promise<RecordBase[]> {
  const { model, scope } = binding
  const key = new ShapeKey(`m${fields.map((field) => field.index).join()}`)
  const parameters = [...values]
  const permitted = readWhere(binding, undefined, { key, parameters }, action)
  const shape = compiled<FindShape>(model, key.text, () =>
    prepareFind(model, {
      where: and(...fields.map(equals), permitted()),
      fields: model.shape.fields,
      sort: [],
      ...(model.store.capabilities.lock && { lock: 'update' }),
    }),
  )
  const rows = await execute(binding, 'find', shape.prepared, parameters)
  return hydrateAll(scope.classOf(model.name), rows, shape.decode)
}

/** What an operation names is not there, or does not belong to the record. */
export const notAmong = (owner: ConnectedModel, target: ConnectedModel): PrometheusError =>
  new PrometheusError('NOT_FOUND', `${owner.name}: the record has no such ${target.name}.`, {
    model: owner.name,
  })
