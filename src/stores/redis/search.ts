import type { Condition } from '../../query/condition.ts'
import { compilePredicate } from '../../query/predicate.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters, Row } from '../../store/contract.ts'
import { isKeptByKey, wayTo } from './candidates.ts'
import type { Stored } from './records.ts'
import { RelatedRows } from './related-rows.ts'
import type { Tables } from './tables.ts'

/** Records that match, and what was read of related ones to know it. */
export interface Found {
  readonly records: readonly Stored[]
  readonly related: RelatedRows
}

/** Finds the records that match, and stops at `enough`. */
export type Search = (parameters: Parameters, enough?: number) => Promise<Found>

const asksRelated = (where: Condition): boolean =>
  where.op === 'related' || ((where.op === 'and' || where.op === 'or') && where.items.some(asksRelated))

/** The parts of a condition that look at the record alone. */
const ownPart = (where: Condition): Condition =>
  where.op === 'and' ? { op: 'and', items: where.items.filter((item) => !asksRelated(item)) } : where

/** Fetches related records for some rows, and says which of the rows match. */
function matcherOf(
  where: Condition,
): (rows: readonly Stored[], parameters: Parameters, related: RelatedRows) => Promise<Stored[]> {
  const matches = compilePredicate(where)
  if (!asksRelated(where))
    return async (records, parameters) => records.filter(({ row }) => matches(row, parameters))
  const own = ownPart(where)
  const fits = own.op === 'and' ? compilePredicate(own) : () => true
  return async (records, parameters, related) => {
    const some = records.filter(({ row }) => fits(row, parameters))
    await related.gather(
      where,
      some.map(({ row }) => row),
    )
    return some.filter(({ row }) => matches(row, parameters, related.find))
  }
}

/** In which order the reader wants what is found: in any, by the key, or in one that is made of all of it. */
export type Wanted = 'any' | 'key' | 'other'

/** What is searched. */
export interface Sought {
  readonly model: ModelShape
  readonly where: Condition
}

/** Where a search looks, and how many records are enough: all, where they do not come in the order that is wanted. */
function placeOf(
  tables: Tables,
  { model, where }: Sought,
  { wanted, enough }: { readonly wanted: Wanted; readonly enough: number },
) {
  const records = tables.of(model)
  const comes = wanted === 'any' || (wanted === 'key' && isKeptByKey(model))
  const place = { records, scanLimit: tables.scanLimit, enough: comes ? enough : Number.POSITIVE_INFINITY }
  const { candidates, byKey } = wayTo(place, where)
  const stopsAt = wanted === 'any' || byKey ? place.enough : Number.POSITIVE_INFINITY
  return { candidates, stopsAt, idOf: records.layout.idOf }
}

/** How records that match are found. Only where they come in the wanted order the search stops at `enough`. */
export function searchOf(tables: Tables, sought: Sought, wanted: Wanted = 'other'): Search {
  const matching = matcherOf(sought.where)
  return async (parameters, enough = Number.POSITIVE_INFINITY) => {
    const related = new RelatedRows(tables)
    const found = new Map<string, Stored>()
    if (enough <= 0 || sought.where.op === 'never') return { records: [], related }
    const { candidates, stopsAt, idOf } = placeOf(tables, sought, { wanted, enough })
    for await (const page of candidates(parameters)) {
      // A record that changes meanwhile may be met twice: once is enough.
      for (const record of await matching(page.records, parameters, related)) {
        const id = idOf(record.row)
        if (!found.has(id)) found.set(id, record)
      }
      if (found.size >= stopsAt) break
    }
    return { records: [...found.values()], related }
  }
}

/** Whether one record fits a condition. */
export function fitOf(
  where: Condition,
): (record: Stored, parameters: Parameters, related: RelatedRows) => Promise<boolean> {
  const matching = matcherOf(where)
  return async (record, parameters, related) => (await matching([record], parameters, related)).length === 1
}

/** The rows of records. */
export const rowsOf = (records: readonly Stored[]): Row[] => records.map(({ row }) => row)
