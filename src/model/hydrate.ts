import { PrometheusError } from '../errors/error.ts'
import type { Decode, Row } from '../store/contract.ts'
import { cast } from '../support/cast.ts'
import { bindingOf } from './binding.ts'
import { initialize } from './new-record.ts'
import type { RecordBase } from './record.ts'
import { HYDRATE } from './record.ts'
import type { Bindable } from './scope.ts'

type Decoders = readonly (Decode | undefined)[]
type RecordClass = new (token: typeof HYDRATE, row: Row, decode: Decoders) => RecordBase

const checkedClasses = new WeakSet<object>()

/** Refuses a class that redeclares attributes as class fields, which would hide the record's values. */
export function checkClassFields(record: RecordBase): void {
  const Class = record.constructor
  if (checkedClasses.has(Class)) return
  const { model } = bindingOf(Class as Bindable)
  const shadow = Object.keys(record).find((name) => model.attributes.has(name))
  if (shadow !== undefined) {
    const message = `${model.name}.${shadow} is redeclared as a class field, which hides its value: remove the field, or write \`declare ${shadow}\`.`
    throw new PrometheusError('MISUSE', message, { model: model.name, field: shadow })
  }
  checkedClasses.add(Class)
}

/** Makes records of full rows. */
export function hydrateAll(owner: Bindable, rows: readonly Row[], decode: Decoders): RecordBase[] {
  const Class = cast<RecordClass>(owner, 'a bound model is the class of its records')
  const records = new Array<RecordBase>(rows.length)
  for (let i = 0; i < rows.length; i++) records[i] = new Class(HYDRATE, rows[i] as Row, decode)
  if (records[0] !== undefined) checkClassFields(records[0])
  const { model } = bindingOf(owner)
  if (model.definition.hooks.afterInitialize !== undefined)
    for (const record of records) initialize(record, model)
  return records
}
