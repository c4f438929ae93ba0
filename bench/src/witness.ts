/** Reads a peer's database beside it, to see what it really did. Values are marked by `?`. */
export interface Witness {
  rows(text: string, ...values: readonly unknown[]): Promise<readonly (readonly unknown[])[]>
  /** The columns of each index of a table, keys left out. */
  indexes(table: string): Promise<readonly string[]>
  /** Lets the database learn what was loaded. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** The only value of the only row. */
export async function onlyValue(
  witness: Witness,
  text: string,
  ...values: readonly unknown[]
): Promise<unknown> {
  const [row] = await witness.rows(text, ...values)
  return row?.[0]
}

/** Where peers have their databases. */
export interface Place {
  /** A new and empty database: its file, or its url. */
  database(name: string): Promise<string>
  witness(database: string): Promise<Witness>
  /** What it is, for the report. */
  readonly environment: Readonly<Record<string, string | number>>
  remove(): Promise<void>
}
