import type { FieldKind, IdType } from './kinds.ts'

/** The column that a `ref` field refers to. */
export interface RefShape {
  readonly model: string
  readonly table: string
  /** Attribute and column of the target's key. */
  readonly attribute: string
  readonly column: string
}

/** One stored field as plain data: all that a store needs to know of it. */
export interface FieldShape {
  /** Position in {@link ModelShape.fields}, and so in a full row. */
  readonly index: number
  /** The attribute's name. */
  readonly name: string
  readonly column: string
  readonly kind: FieldKind
  /** Whether null may be stored. */
  readonly nullable: boolean
  /** The default, where it is a value and no function: what a column gets that is added to records. */
  readonly default?: unknown
  /** `id` fields only. */
  readonly idType?: IdType
  /** Code points at most, of text kinds. */
  readonly maxLength?: number
  /** Total digits and digits after the point, of `decimal`. */
  readonly precision?: number
  readonly scale?: number
  /** The values of an `enum`. */
  readonly values?: readonly string[]
  /** The element of an `array`. */
  readonly element?: FieldShape
  /** Whether an index is to serve `$search`, where the store has such an index. */
  readonly search?: true
  readonly ref?: RefShape
  /** What the column may have been called before: a hint for migrations. */
  readonly was?: readonly string[]
}

/** An index or unique constraint, over attributes of the model, in order. */
export interface IndexShape {
  readonly name: string
  readonly fields: readonly FieldShape[]
  readonly unique: boolean
  /** Only records in which this field is null are in the index: the living, of a model whose records are marked as destroyed. */
  readonly whereNull?: FieldShape
}

/** When the records of a model expire: so many milliseconds after they were last written, or at the time in a field, never where it is null. */
export type ExpiryShape = { readonly after: number } | { readonly at: FieldShape }

/** How the changes of a model's records are recorded. */
export interface ChangesShape {
  /** What is told of a record. */
  readonly fields: readonly FieldShape[]
  /** Of which only is told that they changed: passwords, and what is hidden. */
  readonly secret: readonly FieldShape[]
  /** Whether changes go that others of the same record have followed. */
  readonly compacts: boolean
  /** Whether only so many are kept. */
  readonly counts: boolean
}

/** One model as plain data: what a store receives. It holds no functions and refers to no model class. */
export interface ModelShape {
  readonly name: string
  readonly table: string
  /** Stored fields; rows have their values in this order. */
  readonly fields: readonly FieldShape[]
  /** The primary key: one field or several. */
  readonly key: readonly FieldShape[]
  readonly indexes: readonly IndexShape[]
  /** The field that says when a record was destroyed, of a model that keeps its records; null for the living. */
  readonly tombstone?: FieldShape
  /** Absent where records stay until they are destroyed. Others need a store with the capability `expires`. */
  readonly expires?: ExpiryShape
  /** What the table may have been called before: a hint for migrations. */
  readonly was?: readonly string[]
  /** Present where every write records what it changed, in the change log of the store. */
  readonly changes?: ChangesShape
}

/** How the records of one model find those of another: where the value of `local` is that of `foreign`. */
export interface RelationShape {
  readonly name: string
  /** The model that the relation leads to. */
  readonly target: ModelShape
  /** A field of the model that has the relation: the key of a ref, else the model's own key. */
  readonly local: FieldShape
  /** A field of the target. */
  readonly foreign: FieldShape
}
