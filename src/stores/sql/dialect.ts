import type { Kysely } from 'kysely'
import type { ElementLeaf, Leaf, PartMatch } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Decode, Lock, RowColumns } from '../../store/contract.ts'
import type { Encode, Sql } from './statement.ts'

/** How one database keeps the values of one field. */
export interface Codec {
  /** Undefined where the driver binds the value itself. Never called with null. */
  readonly encode?: Encode | undefined
  readonly decode?: Decode | undefined
  /** The column as it is read; undefined where that is the column itself. */
  readonly select?: ((column: Sql) => Sql) | undefined
}

/** What a leaf compares: an expression, and the condition under which it is of the compared type at all. */
export interface Operand {
  readonly value: Sql
  readonly guard?: Sql | undefined
  /** The condition may be unknown (null) where the leaf is false. */
  readonly nullable: boolean
  readonly encode?: Encode | undefined
  /** The parameter that the value is equal to, where it is no plain marker; those of lists come from `items`. */
  readonly marker?: ((marker: Sql) => Sql) | undefined
}

/** What a statement reads: a column or a figure of an aggregate, with its decoder. */
export interface Figure {
  readonly value: Sql
  readonly decode?: Decode | undefined
  /** The columns of the rows that it is a list of. */
  readonly columns?: RowColumns
}

/** How a database makes one value of rows. */
export interface Lists {
  /** How the values of a field stand in it. */
  codec(field: FieldShape): Codec
  /** One row of values. */
  row(values: readonly Sql[]): Sql
  /** The rows of a subquery, which has one column, in their order. */
  list(subquery: Sql): Sql
  /** The rows again, of the value as it comes from the driver. */
  readonly decode: Decode
}

/** A list of values, which is one parameter, and how each of them is encoded. */
export interface List {
  readonly position: number
  readonly encode: Encode | undefined
  readonly field: FieldShape
}

/** Whether a value matches the text at a position among the parameters. */
export type TextTest = (value: Sql, position: number) => Sql

/** All in which the SQL databases differ, as far as plans go. */
export interface Dialect {
  /** Compiles only; it is connected to nothing. */
  readonly kysely: Kysely<unknown>
  codec(field: FieldShape): Codec
  /** What a leaf looks at, where that is not simply the column: JSON values by path and type. */
  operand(leaf: Leaf, column: Sql): Operand
  /** Null-safe `<>`. */
  differs(value: Sql, other: Sql): Sql
  /** The items of a list as a subquery of one column. */
  items(list: List): Sql
  /** Whether a value is in a list or, with `not`, in none of its places. */
  within(value: Sql, list: List, not: boolean): Sql
  readonly text: Readonly<Record<PartMatch, TextTest>> & { readonly search?: TextTest }
  /** The expression that is null exactly where a leaf sees null. */
  nullOf(leaf: Leaf, column: Sql): Sql
  exists(leaf: Leaf, column: Sql): Sql
  elements(leaf: ElementLeaf, column: Sql): Sql
  /** How a count comes from the driver, where that is not a number. */
  readonly count?: Decode | undefined
  sum(field: FieldShape, column: Sql): Figure
  /** The least or the greatest value of a column. */
  extreme(fn: 'min' | 'max', field: FieldShape, column: Sql): Sql
  /** The old value plus a parameter; fails where the field cannot hold the result. */
  increment(field: FieldShape, column: Sql, position: number): Sql
  /** An expression of the field's type that fails with NUMBER_OVERFLOW. */
  overflow(field: FieldShape, column: Sql): Sql
  /** The value of one field in the form of another. */
  copy(from: FieldShape, to: FieldShape, column: Sql): Sql
  /** Whether nulls come first where an ORDER BY says nothing of them. */
  nullsFirst(descending: boolean): boolean
  /** The term of an ORDER BY (a value, descending or not) that puts nulls where the database would not. */
  nulls(term: Sql, value: Sql, first: boolean): Sql
  /** The clause for no limit, where the database has no OFFSET without LIMIT. */
  readonly noLimit: Sql
  /** Where a value can be a list of rows: a store says `includes` then. */
  readonly lists?: Lists
  /** How a limit for each of several values is written. */
  readonly each: 'keys' | 'lateral' | 'numbers'
  /** The clause that locks the rows of a find; `table` is the name that the statement has for theirs. */
  lock(lock: Lock, table: string): Sql
  /** `not exists` in a statement that holds rows, where it has to be said otherwise. */
  readonly lacking?: (found: Sql) => Sql
  /** What stands in the place of columns and values, where a row has none. */
  readonly noValues: Sql
  /** The clause by which an insert gives the keys that it made, where the driver does not tell them by itself. */
  returning(keys: Sql): Sql
}
