/** A name in the quotes of MySQL. */
export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** Names, quoted, with commas. */
export const listed = (names: readonly string[]): string => names.map(quoted).join(', ')
