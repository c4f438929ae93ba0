type Done = void | Promise<void>

/** What update hooks are told. */
export interface UpdateEvent {
  /** The attributes that change. */
  readonly changed: readonly string[]
}

/** What transfer hooks are told: the old and the new value of the transfer's key. */
export interface TransferEvent {
  readonly from: unknown
  readonly to: unknown
}

/** What work after a commit is told. */
export interface CommitEvent {
  /** What became of the record. */
  readonly action: 'create' | 'update' | 'destroy' | 'transfer' | 'offer' | 'decline' | 'withdraw'
}

/** What runs around the life of a record, in this order; `this` is the record, and throwing aborts. */
export interface Hooks<R> {
  /** When a record is made, new or loaded; it cannot be async. */
  afterInitialize?(this: R): void
  beforeValidation?(this: R): Done
  afterValidation?(this: R): Done
  beforeSave?(this: R): Done
  beforeCreate?(this: R): Done
  afterCreate?(this: R): Done
  beforeUpdate?(this: R, event: UpdateEvent): Done
  afterUpdate?(this: R, event: UpdateEvent): Done
  afterSave?(this: R): Done
  beforeDestroy?(this: R): Done
  afterDestroy?(this: R): Done
  beforeTransfer?(this: R, event: TransferEvent): Done
  afterTransfer?(this: R, event: TransferEvent): Done
  /** When all is stored for good: for what reaches outside. What it throws is reported by `db.on('error', …)`. */
  afterCommit?(this: R, event: CommitEvent): Done
}
