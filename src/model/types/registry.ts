import type {
  Attrs,
  CreateInput,
  FieldWhere,
  JsonOf,
  KeyInput,
  NumericFields,
  Rels,
  Schema,
  SortKeys,
  UpdateInput,
} from '../../schema/infer.ts'
import type { X } from '../../support/any.ts'

/** The types that follow from a schema alone, once per model: every query of every registry shares them. */
export interface ModelTypes<S extends Schema> {
  readonly schema: S
  readonly attrs: Attrs<S>
  readonly json: JsonOf<S>
  readonly rels: Rels<S>
  readonly key: KeyInput<S>
  readonly create: CreateInput<S>
  readonly update: UpdateInput<S>
  readonly where: FieldWhere<S>
  readonly sort: SortKeys<S>
  readonly numeric: NumericFields<S>
}

/** Any model, for constraints. */
export interface AnyModel {
  new (...values: X): X
  readonly modelName: string
  readonly '~': ModelTypes<X>
}

/** Models by name: the interface that an application writes. `One` is the registry of a model that is not connected. */
export type Registry = { readonly [name: string]: AnyModel }

/** A registry of one model that is not connected yet: what its own statics see. */
export type One<N extends string, S extends Schema> = { readonly [K in N]: { readonly '~': ModelTypes<S> } }

/** One of the types of a model, by the model's name. */
export type Part<N extends keyof DB, DB, P extends keyof ModelTypes<X>> = DB[N] extends {
  readonly '~': { readonly [K in P]: infer V }
}
  ? V
  : never

/** The record of a model, by the model's name. */
export type RecordOf<N extends keyof DB, DB> = DB[N] extends new (...values: X) => infer R ? R : never

/** The relations of a model, by the model's name. */
export type RelsOf<N extends keyof DB, DB> = Part<N, DB, 'rels'>

/** The name of the model that a relation leads to. */
export type Target<DB, R> = R extends { readonly '~target': infer T extends keyof DB } ? T : never
