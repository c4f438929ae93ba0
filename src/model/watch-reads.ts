import { cast } from '../support/cast.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { ReadWatch } from './core.ts'
import type { ModelClass } from './define-model.ts'
import { LOAD } from './new-record.ts'
import { RepeatedReads } from './repeated-reads.ts'
import type { SingleCall } from './single-read.ts'
import { singleRead } from './single-read.ts'
import { createSlowStatements } from './slow-statements.ts'
import type { WarningEvent } from './types/db-type.ts'

type Static = (this: ModelClass, ...args: unknown[]) => unknown

const WATCHED: readonly (readonly [PropertyKey, SingleCall])[] = [
  ['findById', 'findById'],
  ['findOne', 'findOne'],
  ['find', 'find'],
  ['count', 'count'],
  ['exists', 'exists'],
  [LOAD, 'new'],
]

/** Lets a bound model class tell of each read of one record before it does it. */
function watchReads(Bound: object, model: ConnectedModel, repeats: RepeatedReads): void {
  const Model: unknown = Object.getPrototypeOf(Bound)
  for (const [name, call] of WATCHED) {
    const value = function watched(this: ModelClass, ...args: unknown[]): unknown {
      const read = singleRead(model, call, args)
      if (read !== undefined) repeats.note(read, watched)
      const own = cast<Record<PropertyKey, Static>>(Model, 'every model class has these statics')[name]
      return own?.apply(this, args)
    }
    Object.defineProperty(Bound, name, { value, configurable: true, writable: true })
  }
}

/** Watches the reads and statements of a database, and tells of what a developer should know. */
export function createReadWatch(slow: number, tell: (warning: WarningEvent) => void): ReadWatch {
  const repeats = new RepeatedReads(tell)
  return {
    flows: repeats.flows,
    watch: (Bound, model) => watchReads(Bound, model, repeats),
    statement: createSlowStatements(slow, tell),
  }
}
