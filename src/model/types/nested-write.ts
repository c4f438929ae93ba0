import type { Part, RecordOf, RelsOf } from './registry.ts'

/** What was given under a name; never where nothing was, or perhaps nothing. */
type At<Given, K> = K extends keyof Given ? (undefined extends Given[K] ? never : Given[K]) : never

/** The elements of a list, or the one thing that was given. */
type Each<Given> = Given extends readonly (infer V)[] ? V : Given

/** The attributes of refs. */
type KeysOf<K> = `${K & string}Id`

/**
 * To many, one or a list. Where it is known which was given, it is only that: an error then says what is wrong, and
 * not why neither form fits.
 */
type Listed<R, Given, V> = R extends { readonly '~many': true }
  ? [Given] extends [never]
    ? V | readonly V[]
    : Given extends readonly unknown[]
      ? readonly V[]
      : V
  : V

/** The ref by which the records of a relation lead back to the record that has it. */
type Back<R> = R extends { readonly '~through': null; readonly '~by': infer By extends string } ? By : never

/** What names a record: its key, or itself. A model's own statics and records know no other models. */
type Target<R, DB> = R extends { readonly '~target': infer T extends keyof DB }
  ? Part<T, DB, 'key'> | RecordOf<T, DB>
  : string | number | bigint | object

/** The values of a record that is created along with another. */
type Inner<R, DB, Given> = R extends { readonly '~target': infer T extends keyof DB }
  ? [Given] extends [never]
    ? NewValues<T, DB, {}, Back<R>>
    : Given extends unknown
      ? NewValues<T, DB, Given, Back<R>>
      : never
  : object

/** The values of a record that is changed along with another. */
type Changed<R, DB> = R extends { readonly '~target': infer T extends keyof DB }
  ? Part<T, DB, 'update'> & RelatedChanges<RelsOf<T, DB>, DB>
  : object

/** What brings records to a relation. */
interface Coming<R, DB, Given> {
  create?: Listed<R, At<Given, 'create'>, Inner<R, DB, Each<At<Given, 'create'>>>>
  connect?: Listed<R, At<Given, 'connect'>, Target<R, DB>>
}

/** Makes the records of a relation exactly these. */
interface Setting<R, DB> {
  set?: readonly Target<R, DB>[]
}

/** What is done with the one record that a ref leads to. */
interface RefChanges<R, DB> extends Coming<R, DB, never> {
  update?: Changed<R, DB>
}

/** The same of a ref that may lead nowhere. */
interface NullableRefChanges<R, DB> extends RefChanges<R, DB> {
  disconnect?: true
}

/** What is done with the one record that leads here. */
interface HasOneChanges<R, DB> extends NullableRefChanges<R, DB> {
  destroy?: true
}

/** A change of one of many records. */
interface KeyedChange<R, DB> {
  key: Target<R, DB>
  values: Changed<R, DB>
}

/** What is done with the records that lead here. */
interface HasManyChanges<R, DB> extends Coming<R, DB, never> {
  disconnect?: Listed<R, never, Target<R, DB>>
  update?: Listed<R, never, KeyedChange<R, DB>>
  destroy?: Listed<R, never, Target<R, DB>>
}

/** What is done with links, many to many. */
interface ManyToManyChanges<R, DB> extends Coming<R, DB, never>, Setting<R, DB> {
  disconnect?: Listed<R, never, Target<R, DB>>
}

type NewSide<R, DB, Given> = R extends { readonly '~through': string }
  ? Coming<R, DB, Given> & Setting<R, DB>
  : Coming<R, DB, Given>

type ChangedSide<R, DB> = R extends { readonly '~key': unknown; readonly '~null': infer Null }
  ? Null extends true
    ? NullableRefChanges<R, DB>
    : RefChanges<R, DB>
  : R extends { readonly '~through': string }
    ? ManyToManyChanges<R, DB>
    : R extends { readonly '~many': true }
      ? HasManyChanges<R, DB>
      : HasOneChanges<R, DB>

/** What the relations of a record may be given by `set`. */
export type RelatedChanges<Rels, DB> = { [K in keyof Rels]?: ChangedSide<Rels[K], DB> | undefined }

/** What the relations of a new record may be given. */
export type NewRelated<N extends keyof DB, DB> = {
  [K in keyof RelsOf<N, DB>]?: NewSide<RelsOf<N, DB>[K], DB, never> | undefined
}

/** The same where it is known what was given, but for the relation that leads back. */
export type GivenRelated<N extends keyof DB, DB, Given, Without = never> = {
  [K in Exclude<keyof RelsOf<N, DB>, Without>]?: NewSide<RelsOf<N, DB>[K], DB, At<Given, K>> | undefined
}

/** Values without those that need not, and cannot, be given. */
type Leaving<V, K> = [K & keyof V] extends [never] ? V : { [P in keyof V as P extends K ? never : P]: V[P] }

/** The relations among what was given, but for those that were given nothing, or perhaps nothing. */
type GivenIn<Given, Rels> = {
  [K in keyof Given & keyof Rels]: undefined extends Given[K] ? never : K
}[keyof Given & keyof Rels]

/**
 * The values of a new record with what its relations are given, of which `Given` was written: the key of a ref is
 * not asked for where its relation is given, nor is the ref that leads back to the record around. It is a conditional
 * type, so that editors show the attributes.
 */
export type NewValues<N extends keyof DB, DB, Given, Without = never> = [
  GivenIn<Given, RelsOf<N, DB>> | Without,
] extends [never]
  ? Part<N, DB, 'create'> & NewRelated<N, DB>
  : Leaving<Part<N, DB, 'create'>, KeysOf<GivenIn<Given, RelsOf<N, DB>> | Without>> &
      GivenRelated<N, DB, Given, Without>
