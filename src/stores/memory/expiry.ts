import type { ModelShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'

/** When the rows of a table are gone. */
export interface Expiry {
  /** Begins the time of a row that was written; the row stays as it is, so each write makes another. */
  begin(row: Row): void
  isOver(row: Row): boolean
}

/** The expiry of a model; undefined where its records stay. */
export function expiryOf({ expires }: ModelShape): Expiry | undefined {
  if (expires === undefined) return undefined
  if ('at' in expires) {
    const { index } = expires.at
    const timeOf = (row: Row) => cast<Date | null>(row[index], 'the field is a datetime')?.getTime()
    return {
      begin: () => undefined,
      isOver: (row) => (timeOf(row) ?? Number.POSITIVE_INFINITY) <= Date.now(),
    }
  }
  const ends = new WeakMap<Row, number>()
  return {
    begin(row) {
      if (!ends.has(row)) ends.set(row, Date.now() + expires.after)
    },
    isOver: (row) => (ends.get(row) ?? Number.POSITIVE_INFINITY) <= Date.now(),
  }
}
