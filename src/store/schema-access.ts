import type { FieldKind, IdType } from '../schema/kinds.ts'
import type { ModelShape } from '../schema/shape.ts'
import type { MaybePromise } from '../support/maybe-promise.ts'

/** What a column must hold, in the database's own words. */
export interface CheckState {
  readonly name?: string
  readonly text: string
}

/** A column as it is in a database, in the database's own words: what is equal here is equal there. */
export interface ColumnState {
  readonly name: string
  /** The type, with its length, digits and collation. */
  readonly type: string
  readonly nullable: boolean
  /** An expression of SQL. */
  readonly default?: string
  /** Whether the database makes the values, as keys. */
  readonly auto: boolean
  readonly check?: CheckState
  /** Its values follow from those of other columns. */
  readonly computed?: true
  /** What the values mean, where the type does not say it and the database knows it all the same. */
  readonly form?: string
}

/** A foreign key. */
export interface ReferenceState {
  readonly name?: string
  readonly columns: readonly string[]
  readonly table: string
  readonly foreign: readonly string[]
  /** What the database does by itself where the target goes or changes, in lower case; nothing where it refuses. */
  readonly actions?: string
}

/** A column of an index, or an expression. */
export interface IndexedState {
  readonly column: string
  /** Order, place of nulls, length or collation, where they are not the usual ones. */
  readonly more?: string
}

/** An index beside the primary key. */
export interface IndexState {
  readonly name: string
  readonly columns: readonly IndexedState[]
  readonly unique: boolean
  /** Present where it is over the words of a text, for `$search`. */
  readonly kind?: 'search'
  /** The condition of the records that it is over, where these are not all. */
  readonly where?: string
  /** It is part of the table's definition, and has no name that models could give. */
  readonly constraint?: true
}

/** The primary key of a table. */
export interface KeyState {
  readonly name?: string
  readonly columns: readonly string[]
}

/** What stands beside a table and belongs to it, such as a sequence or a function. */
export interface PartState {
  /** What it is and how it is called, as SQL removes it. */
  readonly name: string
  /** The statements that make it. */
  readonly text: string
}

/** A table as it is in a database. */
export interface TableState {
  readonly name: string
  readonly columns: readonly ColumnState[]
  readonly key: KeyState
  readonly references: readonly ReferenceState[]
  readonly indexes: readonly IndexState[]
  /** What stands behind the columns and matters. */
  readonly options?: string
  /** What models cannot say, in words: a table that has any is never made anew. */
  readonly extras: readonly string[]
  /** Statements that make the table's triggers. */
  readonly triggers: readonly string[]
  readonly parts?: readonly PartState[]
}

/** A name that changes. */
export interface Rename {
  readonly from: string
  readonly to: string
}

/** What a migration does with one table: makes it (no `before`), removes it (no `after`), or changes it. */
export interface TableChange {
  readonly before?: TableState
  readonly after?: TableState
  /** Columns that keep their values under another name. */
  readonly renamed: readonly Rename[]
}

/** A field that keeps what a column holds. */
export interface FieldGuess {
  readonly kind: FieldKind
  readonly idType?: IdType
  readonly maxLength?: number
  readonly precision?: number
  readonly scale?: number
  readonly values?: readonly string[]
  readonly element?: FieldGuess
  /** The default as a value of the field, where it is one. */
  readonly default?: unknown
}

/** What runs while no other process migrates the database. */
export interface MigrationSession {
  /** All tables there are, as {@link SchemaAccess.read} finds them, with what is not committed yet. */
  read(): Promise<readonly TableState[]>
  /** Runs one statement; rows are objects by column. */
  run(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  /**
   * Runs work as a whole: all of it stays, or nothing (where {@link SchemaAccess.atomic} is false, only what is no
   * definition of tables). It ends with references that lead somewhere, or not at all.
   */
  atomically<T>(work: () => Promise<T>): Promise<T>
}

/** The schema of a store's database: an optional part of a store, for migrations. */
export interface SchemaAccess {
  /** The kind of database, as migration files name it: SQL of one kind does not run on another. */
  readonly database: string
  /** Whether definitions of tables roll back with a transaction. */
  readonly atomic: boolean
  /** Whether a backslash in a text of SQL escapes what follows. */
  readonly backslashes: boolean
  /** All tables there are, in order of their names. */
  read(): MaybePromise<readonly TableState[]>
  /** Reads rows, as objects by column, whoever migrates at the time. */
  query(text: string): MaybePromise<readonly Readonly<Record<string, unknown>>[]>
  /** The tables that models need, as `read` would find them once they are made. */
  wanted(models: readonly ModelShape[]): MaybePromise<readonly TableState[]>
  /** The statements of changes, in order, some with lines of comment before them; MIGRATION_REFUSED where there are none that keep the data. */
  write(changes: readonly TableChange[]): readonly string[]
  /** The field that keeps what a column holds; nothing where there is none. */
  guess(column: ColumnState, table: TableState): FieldGuess | undefined
  /** Runs work while no other process migrates, waiting for that at most `wait` milliseconds. */
  migrate<T>(wait: number, work: (session: MigrationSession) => Promise<T>): Promise<T>
}
