import type { Action } from '../access/actions.ts'
import type { SessionAccess } from '../access/session-access.ts'
import type { PrometheusError } from '../errors/error.ts'
import type { FilterAccess } from '../query/filter-context.ts'
import type { Policy } from '../query/policy.ts'
import type { FieldShape } from '../schema/shape.ts'
import type { Row } from '../store/contract.ts'
import type { MaybePromise } from '../support/maybe-promise.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { FindShape } from './read/find-shape.ts'
import type { Changes } from './write/changes.ts'

/** What was read and is about to be handed out: records, or plain objects with the rows of which they were made. */
export interface HandedOut {
  readonly items: object[]
  readonly shape?: FindShape
  readonly rows?: readonly Row[]
}

/** A change of stored records, as far as it is asked whether it is allowed. */
export interface AskedChange {
  readonly action: Action
  readonly changes: Changes
  /** The attributes that the caller has set: what hooks set beside them is the model's own. All, where nothing is said. */
  readonly given?: readonly string[]
}

/**
 * What somebody may do, at work: made for a session, and asked by every read and write in its name. The code behind it
 * is loaded only where a model says who may do what.
 */
export interface Guard<Binding = never> extends FilterAccess {
  readonly access: SessionAccess
  /** On which records of a model an action is allowed. */
  policy(model: ConnectedModel, action: Action): Policy
  /** Refuses what would tell of a value that may not be read, or not of every record. */
  requireReadable(model: ConnectedModel, name: string): void
  /** What has to be read beside fields, to know in which records they may be read; refuses those that never may. */
  fieldsBeside(model: ConnectedModel, fields: readonly FieldShape[]): readonly FieldShape[]
  /** Takes out of what was read what may not be. */
  mask(binding: Binding, handedOut: HandedOut): MaybePromise<object[]>
  /** The values of a new record with what the session says of it; refuses those that may not be written. */
  beginCreate(binding: Binding, values: Readonly<Record<string, unknown>>): Record<string, unknown>
  /** Refuses new rows that may not be created. */
  permitNew(binding: Binding, rows: readonly (readonly unknown[])[]): Promise<void>
  /** What a stored record has to fit for a change of it; refuses what is never allowed. */
  permitChange(binding: Binding, change: AskedChange): Promise<readonly Policy[]>
  /** Whether the session holds a role on a record as it would be: so that it may accept what it is offered. */
  mayAccept(binding: Binding, role: string, row: Row): Promise<boolean>
  /** What is said where an action is not allowed on a record that may be read. */
  denial(model: ConnectedModel, action: Action): PrometheusError
}
