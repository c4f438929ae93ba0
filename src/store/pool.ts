/** The connections of a store, as they are at this moment, and what became of them since it was opened. */
export interface PoolFigures {
  /** Where they lead, such as `host:port/database`; never with a user or a password. */
  readonly name: string
  /** How many there may be. */
  readonly max: number
  /** How many there are: the idle and the used ones. */
  readonly open: number
  /** How many nobody uses. */
  readonly idle: number
  /** How many run a statement or a transaction. */
  readonly used: number
  /** How many are being made. */
  readonly connecting: number
  /** How many statements and transactions wait for one. */
  readonly waiting: number
  /** How long the first of those has waited, in milliseconds; 0 where nobody waits. */
  readonly longestWait: number
  /** How many were made: as many as are open, closed and lost together. */
  readonly opened: number
  /** How many the store has closed: unused for long, or not to be trusted any more. */
  readonly closed: number
  /** How many the server or the network has ended, or were given up after an error that left them in no known state. */
  readonly lost: number
  /** How often none could be made. */
  readonly failed: number
  /** How often it was waited in vain for a free one, which ends by TIMEOUT. */
  readonly timeouts: number
}
