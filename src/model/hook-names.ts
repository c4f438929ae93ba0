/** Every hook, in the order in which they run. */
export const hookNames = [
  'afterInitialize',
  'beforeValidation',
  'afterValidation',
  'beforeSave',
  'beforeCreate',
  'afterCreate',
  'beforeUpdate',
  'afterUpdate',
  'afterSave',
  'beforeDestroy',
  'afterDestroy',
  'beforeTransfer',
  'afterTransfer',
  'afterCommit',
] as const

/** The name of a hook. */
export type HookName = (typeof hookNames)[number]

/** Hooks that run when the record is written: what they throw undoes the write, which takes a transaction. */
export const hooksAfterWrite: readonly HookName[] = [
  'afterCreate',
  'afterUpdate',
  'afterSave',
  'afterDestroy',
  'afterTransfer',
]
