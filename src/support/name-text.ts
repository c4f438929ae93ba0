/** The text of a name that somebody gave: itself, or what it is where it is no text. */
export const nameText = (name: unknown): string => (typeof name === 'string' ? name : `(${typeof name})`)
