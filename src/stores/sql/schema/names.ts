/** How one database writes names. */
export type Quote = (name: string) => string

/** A name in SQL's own quotes. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Names, quoted, with commas. */
export const listed = (names: readonly string[]): string => names.map(quoted).join(', ')
