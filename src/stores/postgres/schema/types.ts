/** A type of PostgreSQL, taken apart. */
export interface Type {
  /** As the catalog writes it, without its collation. */
  readonly name: string
  /** Without its length and digits too. */
  readonly base: string
  /** What its values are. */
  readonly family: string
  /** Its length, or the digits of its seconds. */
  readonly length?: number
  /** The digits of a `numeric`: all, and those after the point. */
  readonly digits?: { readonly precision: number; readonly scale: number }
}

const FAMILIES: Readonly<Record<string, string>> = {
  smallint: 'whole',
  integer: 'whole',
  bigint: 'whole',
  real: 'real',
  'double precision': 'real',
  text: 'text',
  'character varying': 'text',
  character: 'text',
}

const SIZE = /\((\d+)(?:,(-?\d+))?\)/

function sizeOf(name: string): Pick<Type, 'length' | 'digits'> {
  const [, first, scale] = SIZE.exec(name) ?? []
  if (first === undefined) return {}
  return scale === undefined
    ? { length: Number(first) }
    : { digits: { precision: Number(first), scale: Number(scale) } }
}

/** Takes a type apart. */
export function typeOf(text: string): Type {
  const name = text.replace(/ COLLATE .*$/, '')
  const base = name.replace(SIZE, '')
  return { name, base, family: FAMILIES[base] ?? base, ...sizeOf(name) }
}
