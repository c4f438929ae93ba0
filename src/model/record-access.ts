import type { Attribute } from '../schema/attribute.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { Change } from './write/change.ts'

/** What the writes of a record need of it. */
export interface RecordAccess {
  /** The canonical values of the stored row, by position. */
  canonicalRow(model: ConnectedModel): unknown[]
  /** The values that were given to a new record, as `create` takes them. */
  givenValues(): Record<string, unknown>
  /** Sets values as `set` does; unknown names are kept too, for `save` to refuse. */
  give(values: Readonly<Record<string, unknown>>): void
  /** What relations were given and is not stored yet, as it came in, by name. */
  related(): ReadonlyMap<string, unknown>
  /** Forgets what a relation was given, or all of them. */
  forgetRelated(name?: string): void
  /** Checked changes by attribute; throws what was refused. */
  changes(model: ConnectedModel): Map<Attribute, Change>
  /** The record as it is; calling the result makes it so again. */
  snapshot(): () => void
  /** Takes over a row of canonical values as the stored one; nothing is changed any more. */
  adopt(model: ConnectedModel, row: readonly unknown[]): void
  /** Names the attributes that the caller may not read. */
  hide(names: ReadonlySet<string>): void
  /** Keeps in mind what was changed before any hook runs. */
  begin(): void
  /** The attributes that the caller has changed, and no hook. */
  given(): readonly string[]
}
