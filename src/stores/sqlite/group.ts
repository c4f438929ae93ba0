/** What one transaction has recorded: its first change stands for all of them. */
export interface Group {
  /** The number of the first change; absent while there is none. */
  first?: number | bigint
}
