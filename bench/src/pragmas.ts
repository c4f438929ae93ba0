/** How every peer opens its file: the same durability and the same page cache, which is what prometheus-odm chooses. */
export const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = NORMAL',
  'foreign_keys = ON',
  'cache_size = -16000',
  'busy_timeout = 5000',
] as const

/** Applies them to a connection of better-sqlite3. */
export function applyPragmas(connection: { pragma(text: string): unknown }): void {
  for (const pragma of PRAGMAS) connection.pragma(pragma)
}
