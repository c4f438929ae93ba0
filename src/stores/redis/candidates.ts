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

/**
 * Reads what could match a condition, page by page; no record comes twice in one page. The reader may have enough before
 * the end, so that a large model is no reason to refuse.
 */
export type Candidates = (
  parameters: Parameters,
  enough?: number,
) => AsyncIterable<Page> | Iterable<Promise<Page>>

/** Where candidates are looked for, and how many may be looked at. */
export interface Place {
  readonly records: Records
  readonly scanLimit: number
}

function* chunks<T>(items: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < items.length; at += PAGE) yield items.slice(at, at + PAGE)
}

async function* ofIndex(records: Records, index: string, all: readonly string[]): AsyncIterable<Page> {
  for (const values of chunks(all)) {
    let place: readonly [number, string] | null = [1, '-']
    while (place !== null) {
      const page: Page = await records.read({ index, values, at: place[0], bound: place[1] })
      yield page
      place = page.following
    }
  }
}

/** By values that one record has, each read when it is asked for. */
function* ofValues(records: Records, { way, name }: StoredHandle, values: readonly string[]) {
  for (const some of chunks(values))
    yield records.read(way === 'key' ? { ids: some } : { unique: name, values: some })
}

/** By a key or an index. */
function lookUp(records: Records, { handle, valuesOf }: Lookup<StoredHandle>): Candidates {
  const { way, name, textOf } = handle
  const read = (values: readonly string[]) =>
    way === 'index' ? ofIndex(records, name, values) : ofValues(records, handle, values)
  return (parameters) => read([...new Set(Array.from(valuesOf(parameters), textOf))])
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
function scan({ records, scanLimit }: Place, where: Condition): Candidates {
  const begin = boundOf(records.layout, where)
  return async function* (parameters, enough = Number.POSITIVE_INFINITY) {
    const stops = enough < Number.POSITIVE_INFINITY
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

/** Has the server count what fits a condition, or gives nothing where that has to be read. */
export type Counter = (parameters: Parameters) => Promise<number | undefined>

const uncounted: Counter = async () => undefined

/** How the server counts what fits a condition: where an index has exactly that. */
export function counterOf(records: Records, where: Condition): Counter {
  const indexes = records.layout.handles.filter(({ way }) => way === 'index')
  const lookup = indexes.map((handle) => lookupOf([handle], where)).find((found) => found?.isExact)
  if (lookup === undefined) return uncounted
  const { name, textOf } = lookup.handle
  return (parameters) => records.count(name, [...new Set(lookup.valuesOf(parameters).map(textOf))])
}

/** How to find what could match. */
export interface Way {
  readonly candidates: Candidates
  /** Whether they come in the order of their key. */
  readonly byKey: boolean
  /** The id that the condition names, where it names one. */
  readonly idOf?: (parameters: Parameters) => string
}

/** The id that an equality of the whole key names. */
function named({ handle, valuesOf, isOne }: Lookup<StoredHandle>): Way['idOf'] {
  if (handle.way !== 'key' || !isOne) return undefined
  return (parameters) => {
    const [values = []] = valuesOf(parameters)
    return handle.textOf(values)
  }
}

/** Decides how to find what could match: by the key, by an index, or by looking at every record. */
export function wayTo(place: Place, where: Condition): Way {
  const { layout } = place.records
  const lookup = lookupOf(layout.handles, where)
  if (lookup !== undefined) {
    const idOf = named(lookup)
    return { candidates: lookUp(place.records, lookup), byKey: false, ...(idOf && { idOf }) }
  }
  return { candidates: scan(place, where), byKey: isKeptByKey(layout.model) }
}
