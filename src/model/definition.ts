import type { SchemaDefinition } from '../schema/definition.ts'
import type { IndexDefinition } from '../schema/indexes.ts'
import type { ChangesTerms } from './changes-option.ts'
import type { Journal } from './row-change.ts'

/** A hook as it is written: `this` is the record. */
export type HookFunction = (this: unknown, event?: unknown) => void | Promise<void>

/** Whether a save that failed is worth another try, as what its hooks found then is not so any more. */
export type TriesAgain = (record: unknown, error: unknown) => boolean

/** Hooks by name, each a list in the order in which they run: those of mixins first. */
export type HookLists = Readonly<Record<string, readonly HookFunction[]>>

/** A role as it is written. */
export type RoleDefinition = Readonly<Record<string, unknown>> | string

/** A model's definition with its mixins merged in: plain data and functions. */
export interface ModelDefinition {
  readonly name: string
  readonly schema: SchemaDefinition
  readonly table?: string
  readonly was?: string
  readonly key?: readonly string[]
  readonly indexes: readonly IndexDefinition[]
  readonly methods: Readonly<Record<string, unknown>>
  readonly statics: Readonly<Record<string, unknown>>
  readonly hooks: HookLists
  readonly roles: Readonly<Record<string, RoleDefinition>>
  /** Absent where the model declares none: it is for code only then. */
  readonly permissions?: Readonly<Record<string, unknown>>
  readonly transfer?: Readonly<Record<string, unknown>>
  /** Whether records are only added, never changed or destroyed. */
  readonly appendOnly: boolean
  /** When records expire, as it is written; read where the model's shape is made. */
  readonly expires?: unknown
  /** What is told of every write; shipped mixins have one. */
  readonly journal?: Journal
  /** Those of mixins whose hooks choose values that others may choose at the same time. */
  readonly triesAgain: readonly TriesAgain[]
  /** Present where every write records what it changed. */
  readonly changes?: ChangesTerms
}

/** Whether a model says who may do what, of its records or of a field: it is reached on somebody's behalf only. */
export const isGuarded = ({ permissions, roles, schema }: ModelDefinition): boolean =>
  permissions !== undefined ||
  Object.keys(roles).length > 0 ||
  Object.values(schema).some((entry) => 'options' in entry && entry.options.access !== undefined)

/** What `defineModel` and `defineMixin` receive. */
export interface WrittenDefinition {
  readonly name?: string
  readonly schema?: SchemaDefinition
  readonly table?: string
  readonly was?: string
  readonly key?: readonly string[]
  readonly indexes?: readonly IndexDefinition[]
  readonly mixins?: readonly unknown[]
  readonly methods?: Readonly<Record<string, unknown>>
  readonly statics?: Readonly<Record<string, unknown>>
  readonly hooks?: Readonly<Record<string, HookFunction>>
  readonly roles?: Readonly<Record<string, RoleDefinition>>
  readonly permissions?: Readonly<Record<string, unknown>>
  readonly transfer?: Readonly<Record<string, unknown>>
  readonly appendOnly?: boolean
  readonly expires?: unknown
  readonly initialize?: HookFunction
  /** Attributes that a mixin needs of its model; shipped mixins say so. */
  readonly requires?: readonly string[]
  readonly changes?: unknown
  readonly journal?: Journal
  readonly triesAgain?: TriesAgain
}
