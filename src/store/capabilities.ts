/** What a store can do beyond the core; the model layer and the conformance suite ask this and never a name. */
export interface Capabilities {
  /** Transactions with rollback. */
  readonly transactions: boolean
  /** Savepoints inside a transaction. */
  readonly savepoints: boolean
  /** Several transactions at once, isolated from each other (otherwise they queue). */
  readonly parallelTransactions: boolean
  /** Refuses a reference to a record that is not there. */
  readonly foreignKeys: boolean
  /** `id({ type: 'auto' })`: numbers made by the store. */
  readonly autoIncrement: boolean
  /** Tables have to be made before they are used, by sync or a migration; without it only those that hold records have to be kept up to date. */
  readonly tables: boolean
  /** Data outlives the process. */
  readonly persistent: boolean
  /** `expires`: records that are gone after a while, with what they hold of unique values. */
  readonly expires: boolean
  /** Row locks by the `lock` option of a find. */
  readonly lock: boolean
  /** `lock: 'update skip locked'`: records that another transaction has locked are left out. */
  readonly skipLocked: boolean
  /** A limit and offset for each of several values of a field, which includes ask for; without it they read all and cut. */
  readonly limitEach: boolean
  /** Related records in the statement of those that they belong to, which includes of a few records ask for; without it they are read by statements of their own. */
  readonly includes: boolean
  /** `$icontains` folds letters beyond ASCII too. */
  readonly unicodeFolding: boolean
  /** `$search`: texts by all of their words. */
  readonly search: boolean
  /** `changes`: records what every write changes, in commit order. */
  readonly changes: boolean
}
