/**
 * Values of one type that become those of another. A value is written as it is in text, `x'…'` where it is bytes, and
 * `before → after` where it reads otherwise afterwards.
 */
export interface Case {
  readonly fits: readonly string[]
  /** Values that stop the migration. */
  readonly misfits: readonly string[]
}

/** What is tried on one kind of database. */
export interface Cases {
  /** A type of each family: all pairs of them that convert are among the pairs. */
  readonly types: readonly string[]
  /** What follows the columns of a table with a type. */
  readonly options?: (type: string) => string
  /** What a column reads as, in text. */
  readonly shown: string
  /** By the two types: `from > to`. */
  readonly pairs: Readonly<Record<string, Case>>
}
