import { cast } from '../../support/cast.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Bindable } from '../scope.ts'
import { notAnObject } from './read-row.ts'

/** A new record with these values, unknown ones too, so that `save` tells of all problems at once. */
export function newRecord(owner: Bindable, model: ConnectedModel, values: unknown): RecordBase {
  if (!isPlainObject(values)) throw notAnObject(model.name)
  const record = new (cast<new () => RecordBase>(owner, 'a bound model is the class of its records'))()
  accessTo(record).give(values)
  return record
}
