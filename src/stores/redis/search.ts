import type { Condition } from '../../query/condition.ts'
import { compilePredicate } from '../../query/predicate.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters, Row } from '../../store/contract.ts'
import type { Way } from './candidates.ts'
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

/** How many records are enough of a search: all, where they do not come in the order that is wanted. */
function limitsOf({ model }: Sought, wanted: Wanted, { byKey }: Way, enough: number) {
  const comes = wanted === 'any' || (wanted === 'key' && isKeptByKey(model))
  const most = comes ? enough : Number.POSITIVE_INFINITY
  return { most, stopsAt: wanted === 'any' || byKey ? most : Number.POSITIVE_INFINITY }
}

/** How records that match are found. Only where they come in the wanted order the search stops at `enough`. */
export function searchOf(tables: Tables, sought: Sought, wanted: Wanted = 'other'): Search {
  const { model, where } = sought
  const matching = matcherOf(where)
  let way: Way | undefined
  return async (parameters, enough = Number.POSITIVE_INFINITY) => {
    const related = new RelatedRows(tables)
    if (enough <= 0 || where.op === 'never') return { records: [], related }
    const stored = tables.of(model)
    way ??= wayTo({ records: stored, scanLimit: tables.scanLimit }, where)
    if (way.idOf !== undefined) {
      const one = await stored.readOne(way.idOf(parameters))
      return { records: await matching(one, parameters, related), related }
    }
    const { most, stopsAt } = limitsOf(sought, wanted, way, enough)
    const found = new Map<string, Stored>()
    for await (const page of way.candidates(parameters, most)) {
      // A record that changes meanwhile may be met twice: once is enough.
      for (const record of await matching(page.records, parameters, related)) {
        const id = stored.layout.idOf(record.row)
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
