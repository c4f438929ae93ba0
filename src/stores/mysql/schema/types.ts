import type { ColumnState } from '../../../store/schema-access.ts'

/** A type of MySQL or MariaDB, taken apart. */
export interface Type {
  /** What its values are. */
  readonly family: string
  /** Its first word. */
  readonly base: string
  /** Its length, or the digits of its seconds. */
  readonly size: number
  /** The digits after the point. */
  readonly scale: number
  readonly unsigned: boolean
  readonly charset: string
}

function familyOf({ form }: ColumnState, base: string): string {
  if (form !== undefined && form !== 'text') return form
  if (/char|text/.test(base)) return 'text'
  if (/int$/.test(base)) return 'integer'
  if (/float|double/.test(base)) return 'number'
  if (/blob|binary/.test(base)) return 'bytes'
  return base === 'timestamp' ? 'datetime' : base
}

/** Takes the type of a column apart. */
export function typeOf(column: ColumnState): Type {
  const base = /^[a-z]+/.exec(column.type)?.[0] ?? ''
  const [, size = 0, scale = 0] = /^[a-z]+\((\d+)(?:,(\d+))?\)/.exec(column.type) ?? []
  const charset =
    / CHARACTER SET (\w+)/i.exec(column.type)?.[1] ?? / COLLATE ([a-z0-9]+)/i.exec(column.type)?.[1]
  return {
    family: familyOf(column, base),
    base,
    size: Number(size),
    scale: Number(scale),
    unsigned: / unsigned/.test(column.type),
    charset: charset ?? 'utf8mb4',
  }
}
