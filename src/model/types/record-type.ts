import type { Schema } from '../../schema/entry.ts'
import type { Attrs, GivenName, RelationName } from '../../schema/infer.ts'
import type { RelatedChanges } from './nested-write.ts'
import type { ModelTypes } from './registry.ts'

/** What every record has beside its attributes. */
export interface RecordBase<S extends Schema> {
  /** Whether the record is not saved yet. */
  readonly isNew: boolean
  /** The attributes that were changed since the record was loaded or saved. */
  readonly changed: readonly GivenName<S>[]
  /** The value of an attribute. */
  get<K extends keyof Attrs<S>>(name: K): Attrs<S>[K]
  /** The relations that were given what `save` is to create, connect and so on. */
  readonly changedRelations: readonly RelationName<S>[]
  /**
   * Sets attributes, and gives relations what to do; it is stored by `save`. A record does not know other models:
   * `set<Models>(…)` has the values of related records checked by the compiler too.
   */
  set<DB = {}>(values: ModelTypes<S>['update'] & RelatedChanges<ModelTypes<S>['rels'], DB>): this
  /** Checks what would be stored: VALIDATION_FAILED with all problems, by field. */
  validate(): Promise<this>
  /** The record when it can be used, or null where there is none: at once, unless its key was given to load it. */
  readonly ready: Promise<this | null>
  /** Stores what was changed, in one statement. */
  save(): Promise<this>
  /** Removes the record. */
  destroy(): Promise<void>
  /** Reads the attributes anew, and drops what was changed. */
  reload(): Promise<this>
  /** The JSON forms of the attributes that are not hidden. */
  toJSON(): ModelTypes<S>['json']
}

/** A record: attributes as properties, what every record has, and the model's own methods. */
export type ModelRecord<S extends Schema, Methods> = Attrs<S> & RecordBase<S> & Methods
