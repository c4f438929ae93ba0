import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { RecordBase } from '../record.ts'
import type { Binding } from '../scope.ts'
import { changesOf, storeChange } from './change-record.ts'
import type { Changes } from './changes.ts'

/** What marks records of a model as destroyed, or by null as living; of a model that keeps its records. */
export function tombstoneChanges({ attributes, shape }: ConnectedModel, at: Date | null): Changes {
  const { name } = cast<FieldShape>(shape.tombstone, 'asked of such models only')
  const attribute = attributes.get(name)
  return new Map(attribute && [[attribute, { op: 'set', value: at }]])
}

/** Marks a record as destroyed. */
export function markDestroyed(record: RecordBase, binding: Binding): Promise<void> {
  const changes = tombstoneChanges(binding.model, new Date())
  return storeChange(record, binding, { action: 'destroy', changes })
}

/** Marks a record as living again, and stores what was changed on it. */
export async function markRestored(record: RecordBase, binding: Binding): Promise<void> {
  const living = tombstoneChanges(binding.model, null)
  const changes = new Map([...(await changesOf(record, binding)), ...living])
  return storeChange(record, binding, { action: 'restore', changes })
}
