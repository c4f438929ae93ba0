import type { Schema } from '../../schema/entry.ts'
import type {
  AttributeName,
  Attrs,
  CreateInput,
  FieldWhere,
  JsonOf,
  KeyInput,
  NewInput,
  NumericFields,
  Rels,
  SortKeys,
  StoredName,
  UpdateInput,
} from '../../schema/infer.ts'
import type { X } from '../../support/any.ts'

/**
 * The types that follow from a schema alone, once per model: every query of every registry shares them. They
 * are written out, so that editors show attributes and not how they came about.
 */
export interface ModelTypes<S extends Schema> {
  readonly schema: S
  readonly rels: Rels<S>
  readonly key: KeyInput<S>
  readonly name: AttributeName<S>
  readonly where: FieldWhere<S>
  readonly stored: StoredName<S>
  readonly numeric: NumericFields<S>
  readonly attrs: Attrs<S>
  readonly plain: { [K in keyof Attrs<S>]: Attrs<S>[K] }
  readonly json: { [K in keyof JsonOf<S>]: JsonOf<S>[K] }
  readonly fresh: { [K in keyof NewInput<S>]: NewInput<S>[K] }
  readonly create: { [K in keyof CreateInput<S>]: CreateInput<S>[K] }
  readonly update: { [K in keyof UpdateInput<S>]: UpdateInput<S>[K] }
  readonly sort: { [K in keyof SortKeys<S>]: SortKeys<S>[K] }
}

/** Any model, for constraints. */
export interface AnyModel {
  new (...values: X): X
  readonly modelName: string
  readonly '~': unknown
}

/** A registry of one model that is not connected yet: what its own statics see. */
export type One<N extends string, S extends Schema> = { readonly [K in N]: { readonly '~': ModelTypes<S> } }

/** One of the types of a model, by the model's name. */
export type Part<N extends keyof DB, DB, P extends keyof ModelTypes<X>> = DB[N] extends {
  readonly '~': { readonly [K in P]: infer V }
}
  ? V
  : never

/** The record of a model, by the model's name. */
export type RecordOf<N extends keyof DB, DB> = InstanceOf<DB[N]>

/** The record that a model makes. */
export type InstanceOf<C> = C extends new (...values: X) => infer R ? R : never

/** The relations of a model, by the model's name. */
export type RelsOf<N extends keyof DB, DB> = Part<N, DB, 'rels'>
