import { PrometheusError } from '../../errors/error.ts'
import type { Condition } from '../../query/condition.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters } from '../../store/contract.ts'
import type { Lookup } from '../../store/rows/lookup.ts'
import { lookupOf } from '../../store/rows/lookup.ts'
import { codecOf, isSortedAsText } from './codecs.ts'
import type { StoredHandle } from './layout.ts'
import type { Page, Records } from './records.ts'
import { PAGE } from './records.ts'

/** Reads what could match a condition, page by page; no record comes twice in one page. */
export type Candidates = (parameters: Parameters) => AsyncIterable<Page>

/** Where candidates are looked for, and how many may be looked at. */
export interface Place {
  readonly records: Records
  readonly scanLimit: number
  /** How many records the reader may have enough of before the end, so that a large model is no reason to refuse. */
  readonly enough: number
}

function* chunks<T>(items: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < items.length; at += PAGE) yield items.slice(at, at + PAGE)
}

async function* ofIndex(records: Records, index: string, values: readonly string[]): AsyncIterable<Page> {
  let place: readonly [number, string] | null = [1, '-']
  while (place !== null) {
    const page: Page = await records.read({ index, values, at: place[0], bound: place[1] })
    yield page
    place = page.following
  }
}

/** By a key or an index. */
function lookUp(records: Records, { handle, valuesOf }: Lookup<StoredHandle>): Candidates {
  const { way, name, textOf } = handle
  return async function* (parameters) {
    const texts = [...new Set(Array.from(valuesOf(parameters), textOf))]
    for (const some of chunks(texts)) {
      if (way === 'index') yield* ofIndex(records, name, some)
      else yield await records.read(way === 'key' ? { ids: some } : { unique: name, values: some })
    }
  }
}

/** Whether all records of a model are kept in the order of their key. */
export const isKeptByKey = ({ key: [first, second] }: ModelShape): boolean =>
  first !== undefined && second === undefined && isSortedAsText(first)

/** Where records begin whose key the condition wants to be greater than something. */
function boundOf({ model }: Records['layout'], where: Condition): (parameters: Parameters) => string {
  const [key] = model.key
  const leaves = where.op === 'and' ? where.items : [where]
  const leaf = leaves.find(
    (one) => (one.op === 'gt' || one.op === 'gte') && !one.not && one.field.index === key?.index,
  )
  if (!isKeptByKey(model) || key === undefined || (leaf?.op !== 'gt' && leaf?.op !== 'gte')) return () => '-'
  const { toText } = codecOf(key)
  return (parameters) => `${leaf.op === 'gt' ? '(' : '['}${toText(parameters[leaf.param])}`
}

function tooMany({ model }: Records['layout'], limit: number): PrometheusError {
  const message = `${model.name}: no key or index leads to what is asked, and more than ${limit} records would have to be looked at. Filter by an index, or raise \`scan.limit\` of the store.`
  return new PrometheusError('SCAN_LIMIT', message, { model: model.name, limit })
}

/** All records, in the order of their ids, as many as the limit allows. */
function scan({ records, scanLimit, enough }: Place, where: Condition): Candidates {
  const begin = boundOf(records.layout, where)
  const stops = enough < Number.POSITIVE_INFINITY
  return async function* (parameters) {
    let left = scanLimit
    let most = Math.min(PAGE, enough)
    for (let bound: string | undefined = begin(parameters); bound !== undefined; ) {
      const page: Page = await records.read({ bound }, most)
      if (!stops && bound === '-' && page.size > scanLimit) throw tooMany(records.layout, scanLimit)
      yield page
      left -= page.records.length
      most = Math.min(PAGE, most * 4)
      bound = page.following?.[1]
      if (bound !== undefined && left <= 0) throw tooMany(records.layout, scanLimit)
    }
  }
}

/** How to find what could match. */
export interface Way {
  readonly candidates: Candidates
  /** Whether they come in the order of their key. */
  readonly byKey: boolean
}

/** Decides how to find what could match: by the key, by an index, or by looking at every record. */
export function wayTo(place: Place, where: Condition): Way {
  const { layout } = place.records
  const lookup = lookupOf(layout.handles, where)
  if (lookup !== undefined) return { candidates: lookUp(place.records, lookup), byKey: false }
  return { candidates: scan(place, where), byKey: isKeptByKey(layout.model) }
}
