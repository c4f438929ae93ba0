import type { Action } from '../access/actions.ts'
import type { SessionAccess } from '../access/session-access.ts'
import type { PrometheusError } from '../errors/error.ts'
import type { FilterAccess } from '../query/filter-context.ts'
import type { Policy } from '../query/policy.ts'
import type { FieldShape } from '../schema/shape.ts'
import type { Row, Store, Told } from '../store/contract.ts'
import type { MaybePromise } from '../support/maybe-promise.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { ReadArguments } from './read/arguments.ts'
import type { FindShape, RowShape } from './read/find-shape.ts'
import type { Changes } from './write/changes.ts'

/** What was read and is about to be handed out: records, or plain objects with the rows of which they were made. */
export interface HandedOut {
  readonly items: object[]
  readonly shape?: RowShape
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
  /** Whether functions decide record by record which records of a model may be read. */
  asks(model: ConnectedModel): boolean
  /** The same binding, whose queries find all that could be read: each record has to be asked of then. */
  superset<B extends Binding>(binding: B): B
  /** Of rows that were found so, those that may be read. */
  admit(binding: Binding, shape: FindShape, rows: readonly Row[]): Promise<readonly Row[]>
  /** Reads by place until as many rows as are asked for may be read; `read/place.ts` says what it takes and gives. */
  admittedRows(binding: Binding, request: never): Promise<unknown>
  /** All records that match and may be read. */
  admittedFind(owner: object, binding: Binding, args: ReadArguments, most?: number): Promise<object[]>
  /** Asks functions of roles whether a stored record may be changed; gives what filters have to say of it. */
  decide(binding: Binding, row: Row, policies: readonly Policy[], action: Action): Promise<readonly Policy[]>
  /** Whether functions are asked before records of a model are changed, which takes a transaction. */
  asksToWrite(model: ConnectedModel): boolean
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
  /**
   * Refuses that what stored rows take along goes, unless the caller may destroy all of it. It is asked while everything
   * is still there: what is destroyed first may be what gives the right to the rest.
   */
  permitAlong(binding: Binding, rows: readonly Row[], permanent: boolean): Promise<void>
  /** The same, of the stored record of a key and what it takes along. */
  permitDestroy(binding: Binding, key: readonly unknown[], permanent: boolean): Promise<void>
  /** What the database of a store is told of the session, where it keeps rules by itself. */
  told(store: Store): Told
  /** What is said where an action is not allowed on a record that may be read. */
  denial(model: ConnectedModel, action: Action): PrometheusError
}
