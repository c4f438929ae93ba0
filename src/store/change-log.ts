import type { JsonValue } from '../schema/value-types.ts'
import type { MaybePromise } from '../support/maybe-promise.ts'

/** The table of who consumes the changes of a store. */
export const CONSUMERS = 'prometheus_consumer'

/** The tables that databases may have for changes: they are no models of anybody's. */
export const CHANGE_TABLES: readonly string[] = [
  CONSUMERS,
  'prometheus_change',
  'prometheus_change_log',
  'prometheus_commit',
  'prometheus_commit_number',
]

/** What became of a record. */
export type ChangeOp = 'create' | 'update' | 'destroy' | 'restore' | 'transfer'

/** The stored attributes of a record in their JSON forms, without those that are secret. */
export type Image = Readonly<Record<string, JsonValue>>

/** One change as a log tells it. */
export interface LoggedChange {
  /** Where it stands: texts that compare as the changes were committed. */
  readonly position: string
  /** The same for all changes of one transaction, and for no others of this epoch. */
  readonly transaction: string
  readonly model: string
  readonly op: ChangeOp
  /** The attributes of the key. */
  readonly key: Image
  readonly before: Image | null
  readonly after: Image | null
  /** The attributes that differ between before and after, those that are secret too. */
  readonly changed: readonly string[]
  readonly at: Date
}

/** What is read of a log. */
export interface LogRequest {
  /** Changes of these models only. */
  readonly models: readonly string[]
  /** Behind this position; from the oldest that is kept where it is null. */
  readonly after: string | null
  readonly limit: number
}

/** A part of a log. */
export interface LogPage {
  readonly changes: readonly LoggedChange[]
  /**
   * How far was looked: all changes of the models up to here are told, and none that commits later will be at or before
   * it. Where nothing is behind `after`, the head of the log.
   */
  readonly position: string
  /** Whether changes of these models behind `after` are gone by retention. */
  readonly lost: boolean
}

/** A part of a log that is looked at, so that others wait no longer than for that. */
interface Part {
  readonly model: string
  /** Behind this position; from the oldest where it is null. */
  readonly after: string | null
  /** None behind this position. */
  readonly upTo: string
  /** How many changes are looked at, those of other models too. */
  readonly limit: number
}

/** Which changes of a model go; the last of a log stays. */
export interface Expiry extends Part {
  /** Those that were made before. */
  readonly before?: Date
  /** Those that are older than so many others of the model. */
  readonly most?: number
  /** None that was made at this time or later. */
  readonly spare?: Date
}

/** Of which changes of a model those go that another of the same record has followed. */
export interface Compaction extends Part {
  /** Those that were made before. */
  readonly before: Date
}

/** What was removed: how many, and how far was looked; null where nothing more can go. */
export interface Swept {
  readonly removed: number
  readonly position: string | null
}

/**
 * The changes of a store in the order of their commits. They are recorded by the writes of models whose shape has
 * `changes`: with the write, or not at all.
 */
export interface ChangeLog {
  /** Which history this is: a new database has another, and one that a backup was restored into. */
  epoch(): MaybePromise<string>
  /** Begins another epoch. */
  renew(): MaybePromise<void>
  /** The position of the last change; what commits later is behind it. */
  head(): MaybePromise<string>
  /** Reads what is committed. */
  read(request: LogRequest): MaybePromise<LogPage>
  /** Removes old changes, and remembers that they are gone. */
  expire(expiry: Expiry): MaybePromise<Swept>
  /** Removes changes that were followed by others. */
  compact(compaction: Compaction): MaybePromise<Swept>
  /**
   * Calls a function soon after changes were committed, by this process or by others; it may call without need. Gives a
   * function that stops it.
   */
  watch(listener: () => void): () => void
}
