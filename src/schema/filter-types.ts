import type { JsonValue, Now } from './value-types.ts'

/** Operators of equality: every field that can be filtered has these. */
export interface Equality<V> {
  $eq?: V | null
  $ne?: V | null
  $in?: readonly (V | null)[]
  $nin?: readonly (V | null)[]
  $not?: Equality<V>
}

/** Operators of order, for numbers, dates, text and keys. */
export interface Ordering<V> extends Equality<V> {
  $gt?: V
  $gte?: V
  $lt?: V
  $lte?: V
  $not?: Ordering<V>
}

/** Operators of text. `$contains` is exact, `$icontains` ignores case, `$search` asks for words. */
export interface TextOperators<V = string> extends Ordering<V> {
  $contains?: string
  $icontains?: string
  $startsWith?: string
  $endsWith?: string
  $search?: string
  $not?: TextOperators<V>
}

/** Whether there is a value at all: for what has neither order nor equality. */
export interface Presence {
  $eq?: null
  $ne?: null
}

/** Operators of lists: has one, all, or any of these elements. */
export interface ArrayOperators<E> {
  $has?: E
  $hasAll?: readonly E[]
  $hasAny?: readonly E[]
}

/** Operators of a JSON value as a whole: comparison is deep, the order of keys is ignored. */
export interface JsonEquality<V> {
  $eq?: V | null
  $ne?: V | null
  $exists?: boolean
}

/** Operators of a value at a path of which the type says nothing. */
export interface JsonOperators
  extends JsonEquality<JsonValue>,
    Omit<TextOperators<string | number>, '$eq' | '$ne'> {
  $has?: JsonValue
  $hasAll?: readonly JsonValue[]
  $hasAny?: readonly JsonValue[]
}

/** A filter on JSON of which the type says nothing: any path. */
export type JsonPaths =
  | JsonOperators
  | { readonly [path: string]: JsonPaths | string | number | boolean | null }

interface Exists {
  $exists?: boolean
}

/** The filter at one level of typed JSON: lazy, one level at a time; lists and open records end the walk. */
export type JsonFilter<V> = V extends string
  ? V | null | (TextOperators<V> & Exists)
  : V extends number
    ? V | null | (Ordering<V> & Exists)
    : V extends boolean
      ? V | null | (Equality<V> & Exists)
      : V extends null | undefined
        ? null | JsonEquality<null>
        : V extends readonly (infer E)[]
          ? ArrayOperators<E> & JsonEquality<V>
          : JsonValue extends V
            ? JsonPaths
            : string extends keyof V
              ? JsonPaths
              : JsonWalk<V>

type JsonWalk<V> = { [P in keyof V]?: JsonFilter<V[P]> } & JsonEquality<V>

/** What stands for a field of a kind in `where`: operators, or the value itself. */
export interface FilterByKind<V> {
  id: V | Ordering<V>
  ref: V | Ordering<V>
  string: V | TextOperators<V>
  text: V | TextOperators<V>
  email: V | TextOperators<V>
  url: V | TextOperators<V>
  phone: V | TextOperators<V>
  color: V | TextOperators<V>
  ip: V | TextOperators<V>
  integer: V | Ordering<V>
  bigint: V | Ordering<V>
  number: V | Ordering<V>
  decimal: V | Ordering<V>
  boolean: V | Ordering<V>
  enum: V | TextOperators<V>
  date: V | Ordering<V>
  time: V | Ordering<V>
  datetime: V | Now | Ordering<V | Now>
  bytes: V | Ordering<V>
  json: JsonFilter<V>
  array: V extends readonly (infer E)[] ? ArrayOperators<E> & Presence : never
  file: Presence
  password: never
}
