import type { AttributeName, Attrs, JsonOf, Schema, UpdateInput } from '../../schema/infer.ts'

/** What every record has beside its attributes. */
export interface RecordBase<S extends Schema> {
  /** Whether the record is not saved yet. */
  readonly isNew: boolean
  /** The attributes that were changed since the record was loaded or saved. */
  readonly changed: readonly AttributeName<S>[]
  /** The value of an attribute. */
  get<K extends keyof Attrs<S>>(name: K): Attrs<S>[K]
  /** Sets attributes; it is stored by `save`. */
  set(values: UpdateInput<S>): this
  /** Stores what was changed, in one statement. */
  save(): Promise<this>
  /** Removes the record. */
  destroy(): Promise<void>
  /** Reads the attributes anew, and drops what was changed. */
  reload(): Promise<this>
  /** The JSON forms of the attributes that are not hidden. */
  toJSON(): JsonOf<S>
}

/** A record: attributes as properties, what every record has, and the model's own methods. */
export type ModelRecord<S extends Schema, Methods> = Attrs<S> & RecordBase<S> & Methods
