import type { Field, Kind } from './field.ts'
import type {
  DatetimeOptions,
  DecimalOptions,
  Default,
  FieldOptions,
  Flags,
  IdOptions,
  IntegerOptions,
  JsonOptions,
  LengthOptions,
  Made,
  NamesRoles,
  NoMore,
  PlainOptions,
  RangeOptions,
  SearchOptions,
} from './field-options.ts'
import type { IdType } from './kinds.ts'
import type { Has, ManyToMany, Ref } from './relation.ts'
import type { FileValue, JsonValue, Password, TypeOf } from './value-types.ts'

type B = boolean

/** The call of a factory whose value type is fixed. */
export type ScalarFactory<K extends Kind, Out, In, More> = <
  const R extends B = false,
  const N extends B = false,
  const D extends Default<In> = undefined,
  const O extends B = false,
  const H extends B = false,
  const W extends B = false,
  P = unknown,
  C extends Out | null = never,
  A extends string = never,
>(
  options?: FieldOptions<Out, In, R, N, D, O, H, W, P, C, A> & More,
) => Made<K, Out, In, Flags<R, N, D, O, H, W, C>, P, NoInfer<C>> & NamesRoles<A>

/** The call of `field.enum`: the values are the type. */
export type EnumFactory = <
  const V extends string,
  const R extends B = false,
  const N extends B = false,
  const D extends Default<NoInfer<V>> = undefined,
  const O extends B = false,
  const H extends B = false,
  const W extends B = false,
  A extends string = never,
>(
  values: readonly V[],
  options?: FieldOptions<NoInfer<V>, NoInfer<V>, R, N, D, O, H, W, never, never, A> & SearchOptions,
) => Field<'enum', V, V, Flags<R, N, D, O, H, W, never>> & NamesRoles<A>

/** The call of `field.json`: `json<T>()`, or with options `json({ type: typeOf<T>(), ... })`. */
export interface JsonFactory {
  (): Field<'json', JsonValue, JsonValue, never>
  <T>(): Field<'json', T, T, never>
  <
    T extends TypeOf<unknown> | undefined = undefined,
    const R extends B = false,
    const N extends B = false,
    const D extends Default<JsonOf<NoInfer<T>>> = undefined,
    const O extends B = false,
    const H extends B = false,
    const W extends B = false,
    P = unknown,
    C = never,
    A extends string = never,
  >(
    options: FieldOptions<JsonOf<NoInfer<T>>, JsonOf<NoInfer<T>>, R, N, D, O, H, W, P, C, A> & JsonOptions<T>,
  ): Made<'json', JsonOf<T>, JsonOf<T>, Flags<R, N, D, O, H, W, C>, P, NoInfer<C>> & NamesRoles<A>
}

/** What JSON holds: what it is said to hold, or anything. */
type JsonOf<T> = T extends TypeOf<infer V> ? V : JsonValue

/** A field whose values an array can hold. */
interface Element<V, I> {
  readonly kind: Exclude<Kind, 'id' | 'ref' | 'json' | 'array' | 'password' | 'file'>
  readonly '~value': V
  readonly '~input': I
}

/** The call of `field.array`: a field says what the elements are. */
export type ArrayFactory = <
  V,
  I,
  const R extends B = false,
  const N extends B = false,
  const D extends Default<readonly NoInfer<I>[]> = [],
  const O extends B = false,
  const H extends B = false,
  const W extends B = false,
  A extends string = never,
>(
  element: Element<V, I>,
  options?: FieldOptions<readonly NoInfer<V>[], readonly NoInfer<I>[], R, N, D, O, H, W, never, never, A> &
    ListOptions,
) => Field<'array', readonly V[], readonly I[], Flags<R, N, D, O, H, W, never>> & NamesRoles<A>

/** How many elements a list may have. */
interface ListOptions {
  minLength?: number
  maxLength?: number
}

/** The call of `field.id`. */
export type IdFactory = <const T extends IdType = 'uuid', A extends string = never>(
  options?: IdOptions<T, A>,
) => Field<'id', KeyOf<T>, KeyOf<T>, 'required' | 'default' | 'readonly'> & NamesRoles<A>

/** The type of an id's values. */
export type KeyOf<T> = T extends 'auto' ? number : string

/** One function for every kind of field. */
export interface FieldFactory {
  readonly id: IdFactory
  readonly string: ScalarFactory<'string', string, string, LengthOptions & SearchOptions>
  readonly text: ScalarFactory<'text', string, string, LengthOptions & SearchOptions>
  readonly integer: ScalarFactory<'integer', number, number, IntegerOptions>
  readonly bigint: ScalarFactory<'bigint', bigint, bigint, RangeOptions<bigint>>
  readonly number: ScalarFactory<'number', number, number, RangeOptions<number>>
  readonly decimal: ScalarFactory<'decimal', string, string, DecimalOptions>
  readonly boolean: ScalarFactory<'boolean', boolean, boolean, NoMore>
  readonly date: ScalarFactory<'date', string, string, RangeOptions<string>>
  readonly datetime: ScalarFactory<'datetime', Date, Date, DatetimeOptions>
  readonly time: ScalarFactory<'time', string, string, RangeOptions<string>>
  readonly json: JsonFactory
  readonly array: ArrayFactory
  readonly enum: EnumFactory
  readonly email: ScalarFactory<'email', string, string, LengthOptions & SearchOptions>
  readonly url: ScalarFactory<'url', string, string, LengthOptions & SearchOptions>
  readonly phone: ScalarFactory<'phone', string, string, SearchOptions>
  readonly color: ScalarFactory<'color', string, string, SearchOptions>
  readonly ip: ScalarFactory<'ip', string, string, SearchOptions>
  readonly password: ScalarFactory<'password', Password, string, LengthOptions>
  readonly bytes: ScalarFactory<'bytes', Uint8Array, Uint8Array, LengthOptions>
  readonly file: ScalarFactory<'file', FileValue, FileValue, NoMore>
}

/** Options of a ref. */
export interface RefOptions<V, R, N, D, O, H, T, A extends string = string> extends PlainOptions<V, A> {
  required?: R
  nullable?: N
  default?: D
  readonly?: O
  hidden?: H
  /** How the target's ids come about, where they are no UUIDs. */
  type?: T
  /** What happens to this record when its target is destroyed: by default the target stays. */
  onDelete?: R extends true ? 'restrict' | 'cascade' : 'restrict' | 'cascade' | 'setNull'
}

/** The signature of `ref`. */
export type RefFactory = <
  const Target extends string,
  const T extends IdType = 'uuid',
  const R extends B = false,
  const N extends B = false,
  const D extends Default<KeyOf<NoInfer<T>>> = undefined,
  const O extends B = false,
  const H extends B = false,
  A extends string = never,
>(
  target: Target,
  options?: RefOptions<KeyOf<NoInfer<T>>, R, N, D, O, H, T, A>,
) => Ref<Target, KeyOf<T>, Flags<R, N, D, O, H, false, never>> & NamesRoles<A>

/** The signature of `hasMany`; `by` is the name of the target's ref. */
export type HasManyFactory = <const Target extends string, const By extends string>(
  target: Target,
  options: { by: By },
) => Has<Target, By, true>

/** The signature of `hasOne`; `by` is the name of the target's ref. */
export type HasOneFactory = <const Target extends string, const By extends string>(
  target: Target,
  options: { by: By },
) => Has<Target, By, false>

/** The signature of `manyToMany`; `by` is the name of the ref of `through` that leads back here. */
export type ManyToManyFactory = <
  const Target extends string,
  const Through extends string,
  const By extends string | null = null,
>(
  target: Target,
  options: { through: Through; by?: By },
) => ManyToMany<Target, Through, By>

/** The signature of `typeOf`. */
export type TypeOfFactory = <T>() => TypeOf<T>
