/** A text in TypeScript. */
export const textSource = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

const keySource = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : textSource(key))

/** A value in TypeScript. */
export function valueSource(value: unknown): string {
  if (typeof value === 'string') return textSource(value)
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Date) return `new Date('${value.toISOString()}')`
  if (value instanceof Uint8Array) return `new Uint8Array([${[...value].join(', ')}])`
  if (Array.isArray(value)) return `[${value.map(valueSource).join(', ')}]`
  if (typeof value === 'object' && value !== null) return objectSource(Object.entries(value))
  return String(value)
}

/** An object of one line in TypeScript, from keys and values. */
export const objectSource = (entries: readonly (readonly [string, unknown])[]): string =>
  entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, value]) => `${keySource(key)}: ${valueSource(value)}`).join(', ')} }`
