import type { Schema } from '../../schema/entry.ts'
import type { NewInput } from '../../schema/infer.ts'
import type { ModelRecord } from './record-type.ts'
import type { ModelTypes } from './registry.ts'
import type { SelfQueries } from './self-queries.ts'

/** A model: the class of its records. */
export interface Model<N extends string, S extends Schema, Methods> {
  new (values?: NewInput<S>): ModelRecord<S, Methods>
  readonly modelName: N
  readonly schema: S
  /** Types only: there is nothing here at run time. */
  readonly '~': ModelTypes<S>
}

/** What `defineModel` gives: a class to extend, or a model as it is. */
export type Defined<N extends string, S extends Schema, Methods, Statics> = Model<N, S, Methods> &
  SelfQueries<N, S> &
  Statics
