import type { Row } from '../store/contract.ts'

/** What becomes of a record. */
export type WriteAction = 'create' | 'update' | 'destroy' | 'restore' | 'transfer'

/** One record before and after a write: canonical values of the whole row; null where it is not there. */
export interface RowChange {
  readonly action: WriteAction
  readonly before: Row | null
  readonly after: Row | null
}

/** What keeps account of every write of a model: of records, and of many at once. */
export interface Journal<Binding = never> {
  /** The model whose records are the entries; in the same store, since an entry and its write are one transaction. */
  readonly into: string
  /** The attributes that the model of the entries has. */
  readonly attributes: readonly string[]
  /** Enters changes; the binding is that of the written model, in the write's transaction. */
  enter(binding: Binding, changes: readonly RowChange[]): Promise<void>
}
