import type { Schema } from '../../schema/entry.ts'
import type { AttributeName, KnownRoles, StoredName, Unmet } from '../../schema/infer.ts'
import type { DefaultSession, SessionShape } from '../../schema/session.ts'
import type { BuiltInRole, Duration, Permissions, Roles, Transfer } from './access-type.ts'
import type { ChangesOptions } from './changes-type.ts'
import type { Connect } from './connect-type.ts'
import type { Hooks } from './hooks-type.ts'
import type { AnyMixin, Full, Mixin, MixinMethods, MixinRoles, MixinStatics } from './mixin-type.ts'
import type { Defined } from './model-type.ts'
import type { ModelRecord } from './record-type.ts'
import type { ReservedInModels, ReservedInRecords } from './reserved.ts'
import type { TransferMethods, WithOffer } from './transfer-type.ts'

/** An index over several attributes. */
export interface IndexOptions<A> {
  fields: readonly A[]
  unique?: boolean
  name?: string
}

/** Refuses methods that are called as an attribute is. */
type NotAttributes<S extends Schema> = {
  [K in AttributeName<S>]?: 'an attribute has this name: choose another'
}

/** What defines a model. `S` is the schema as it is written, `FS` with the fields of the mixins. */
export interface ModelOptions<
  N extends string,
  S extends Schema,
  M,
  Me,
  St,
  R extends string,
  FS extends Schema,
  Session extends SessionShape,
  K = never,
  A = never,
> {
  /** The model's name: what relations call it, and the key that it has in `models`. */
  name: N
  /** Fields and relations by name. */
  schema: S & ReservedInRecords & Unmet<FS> & KnownRoles<S, BuiltInRole | NoInfer<R> | MixinRoles<M>>
  /** The table's name where it is not the model's in snake_case. */
  table?: string
  /** What the model or its table was called before, for a migration that renames it. */
  was?: string
  /** The attributes of the primary key; `['id']` by default. */
  key?: readonly AttributeName<FS>[]
  indexes?: readonly IndexOptions<AttributeName<FS>>[]
  mixins?: M
  methods?: Me &
    ReservedInRecords &
    NotAttributes<FS> &
    ThisType<ModelRecord<FS, Me & MixinMethods<M> & TransferMethods<FS, K, A>>>
  statics?: St &
    ReservedInModels &
    ThisType<Defined<N, FS, Me & MixinMethods<M> & TransferMethods<FS, K, A>, St & MixinStatics<M>>>
  hooks?: Hooks<ModelRecord<FS, NoInfer<Me> & MixinMethods<M> & TransferMethods<FS, K, A>>>
  roles?: Roles<R, FS, Session>
  permissions?: Permissions<BuiltInRole | NoInfer<R> | MixinRoles<M>, FS, Session>
  transfer?: Transfer<K, A>
  /** Records are only added, never changed or destroyed. */
  appendOnly?: boolean
  /** Records are gone so long after they were last written, such as `'30m'`, or at the time in an attribute. Takes a store that can. */
  expires?: Duration | { at: StoredName<FS> }
  /** Every write records what it changed; `db.changes` reads and delivers it. Off by default. */
  changes?: boolean | ChangesOptions
}

/**
 * Defines a model.
 * @example
 * class User extends defineModel({ name: 'User', schema: { id: field.id(), name: field.string() } }) {}
 */
export type DefineModel<Session extends SessionShape> = <
  const N extends string,
  S extends Schema,
  const M extends readonly AnyMixin[] = [],
  Me = {},
  St = {},
  R extends string = never,
  const K extends AttributeName<Full<S, M>> = never,
  const A extends BuiltInRole | NoInfer<R> | MixinRoles<M> = never,
>(
  options: ModelOptions<N, S, M, Me, St, R, WithOffer<Full<S, M>, K, A>, Session, K, A>,
) => Defined<
  N,
  WithOffer<Full<S, M>, K, A>,
  Me & MixinMethods<M> & TransferMethods<Full<S, M>, K, A>,
  St & MixinStatics<M>
>

/** What defines a mixin. */
export interface MixinOptions<S extends Schema, Me, St, R extends string, Session extends SessionShape> {
  schema?: S & ReservedInRecords & KnownRoles<S, BuiltInRole | NoInfer<R>>
  indexes?: readonly IndexOptions<AttributeName<S>>[]
  methods?: Me & ReservedInRecords & ThisType<ModelRecord<S, Me>>
  statics?: St & ReservedInModels & ThisType<Defined<string, S, Me, St>>
  hooks?: Hooks<ModelRecord<S, NoInfer<Me>>>
  /** Runs for each record that is made, new or loaded, before the model's own afterInitialize; it cannot be async. */
  initialize?(this: ModelRecord<S, NoInfer<Me>>): void
  /** Records are only added, never changed or destroyed. */
  appendOnly?: boolean
  roles?: Roles<R, S, Session>
  permissions?: Permissions<BuiltInRole | NoInfer<R>, S, Session>
}

/**
 * Defines a mixin.
 * @example
 * const named = defineMixin({ schema: { name: field.string({ required: true }) } })
 */
export type DefineMixin<Session extends SessionShape> = <
  S extends Schema = {},
  Me = {},
  St = {},
  R extends string = never,
>(
  options: MixinOptions<S, Me, St, R, Session>,
) => Mixin<S, Me, St, R>

/** What `createPrometheus` gives: everything that knows the application's session. */
export interface Prometheus<Session extends SessionShape = DefaultSession> {
  defineModel: DefineModel<Session>
  defineMixin: DefineMixin<Session>
  connect: Connect<Session>
}
