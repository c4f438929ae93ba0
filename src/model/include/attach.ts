import { PrometheusError } from '../../errors/error.ts'
import type { Identity } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { bindingOf } from '../binding.ts'
import { decodeCell } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import { readRange } from '../read/arguments.ts'
import type { Range } from '../read/bounds.ts'
import type { JoinedShape, RowShape } from '../read/find-shape.ts'
import { itemsOf } from '../read/items.ts'
import type { Binding } from '../scope.ts'
import type { Places } from './places.ts'
import { cutPlaces, distinct, placesBy } from './places.ts'
import type { Include, Includes } from './read-include.ts'
import { localFields, readInclude } from './read-include.ts'
import { relatedRead } from './related-read.ts'
import type { Between } from './through.ts'

/** What was read: rows with the shape that read them, and what is handed out of each. */
export interface Loaded {
  readonly shape: RowShape
  readonly rows: readonly Row[]
  readonly items: object[]
}

function cellsOf({ shape, rows }: Pick<Loaded, 'shape' | 'rows'>, column: number): unknown[] {
  return rows.map((row) => decodeCell(shape.prepared.decode[column], row[column]))
}

interface RelatedItems {
  readonly items: readonly object[]
  readonly places: Places
}

/** What each owner gets of a relation to many; undefined is all of it. */
function rangeOf({ relation, args }: Include): Range | undefined {
  const range = readRange(relation.target, args)
  return relation.many && (range.limit !== undefined || range.offset !== undefined) ? range : undefined
}

/** Whether the store counts for each owner by itself: otherwise all is read, and cut afterwards. */
const isCutInStore = ({ relation: { target } }: Include, between: Between | undefined): boolean =>
  target.store.capabilities.limitEach && (between === undefined || between.model.store === target.store)

interface Asked {
  readonly field: FieldShape
  readonly values: readonly unknown[]
  readonly range: Range | undefined
}

function limitedAsked({ model: { name } }: Binding): PrometheusError {
  const message = `${name}: a role decides record by record, so an include of it takes no limit for each owner.`
  return new PrometheusError('UNSUPPORTED', message, { model: name })
}

/** Reads related records, with what they include. */
async function readItems(binding: Binding, include: Include, asked: Asked): Promise<RelatedItems> {
  const { relation, args } = include
  const owner = binding.scope.classOf(relation.target.name)
  const target = bindingOf(owner)
  const nested = readInclude(relation.target, args.include, include.depth + 1)
  for (const { name } of localFields(nested)) target.scope.guard?.requireReadable(target.model, name)
  const { guard } = target.scope
  const isAsked = guard?.asks(target.model) === true
  if (isAsked && asked.range !== undefined) throw limitedAsked(target)
  const wide = isAsked ? guard.superset(target) : target
  const { shape, parameters, column } = relatedRead(wide, include, { ...asked, nested, isAsked })
  const found = await execute(target, 'find', shape.prepared, parameters)
  const rows = isAsked ? await guard.admit(target, shape, found) : found
  const places = placesBy(asked.field, cellsOf({ shape, rows }, column))
  const plain = args.plain === true || args.select !== undefined
  const items = await itemsOf(owner, shape, rows, plain)
  await attachAll(target, nested, { shape, rows, items })
  return { items, places }
}

/** Reads the related records of all owners: one statement, and one more where a model lies between. */
async function readRelated(
  binding: Binding,
  include: Include,
  locals: readonly unknown[],
): Promise<RelatedItems> {
  const range = rangeOf(include)
  // What only many to many needs is loaded with the first of them.
  const through = include.relation.between === undefined ? undefined : await import('./through.ts')
  const between = through?.betweenOf(binding, include)
  const [inStore, after] = isCutInStore(include, between) ? [range, undefined] : [undefined, range]
  const cut = (places: Places) => (after === undefined ? places : cutPlaces(places, after))
  if (through === undefined || between === undefined) {
    const field = include.relation.steps[0].foreign
    const { items, places } = await readItems(binding, include, { field, values: locals, range: inStore })
    return { items, places: cut(places) }
  }
  const { local, foreign: field } = between.onward
  const pairs = await through.readThrough(between, { include, locals, range: inStore })
  const values = distinct(
    local,
    pairs.map((pair) => pair[1]),
  )
  const { items, places } = await readItems(binding, include, { field, values, range: undefined })
  return { items, places: cut(through.throughPlaces(between, pairs, places)) }
}

/** Related records that were read in the rows of their owners; owners that lead to the same ones share them. */
async function joinedItems(
  binding: Binding,
  { relation, args, depth }: Include,
  {
    shape,
    rows,
    locals,
    joined,
  }: Pick<Loaded, 'shape' | 'rows'> & {
    readonly locals: readonly unknown[]
    readonly joined: JoinedShape
  },
): Promise<RelatedItems> {
  const owner = binding.scope.classOf(relation.target.name)
  const identity = identityOf(relation.steps[0].local)
  const decode = shape.prepared.decode[joined.column]
  const places = new Map<Identity, number[]>()
  const found: Row[] = []
  for (const [i, row] of rows.entries()) {
    const key = locals[i] === null ? undefined : identity(locals[i])
    if (key === undefined || places.has(key)) continue
    const first = found.length
    const related = cast<readonly Row[] | null>(decodeCell(decode, row[joined.column]), 'a list of rows')
    places.set(
      key,
      (related ?? []).map((one, place) => {
        found.push(one)
        return first + place
      }),
    )
  }
  const plain = args.plain === true || args.select !== undefined
  const items = await itemsOf(owner, joined.shape, found, plain)
  const nested = readInclude(relation.target, args.include, depth + 1)
  await attachAll(bindingOf(owner), nested, { shape: joined.shape, rows: found, items })
  return { items, places }
}

async function attach(binding: Binding, include: Include, { shape, rows, items }: Loaded): Promise<void> {
  const { name, steps } = include.relation
  const [{ local }] = steps
  const cells = cellsOf(
    { shape, rows },
    shape.fields.findIndex((field) => field.index === local.index),
  )
  const locals = distinct(local, cells)
  const joined = shape.joined?.get(name)
  const related =
    locals.length === 0
      ? undefined
      : joined === undefined
        ? await readRelated(binding, include, locals)
        : await joinedItems(binding, include, { shape, rows, locals: cells, joined })
  const identity = identityOf(local)
  for (const [i, item] of items.entries()) {
    const places = cells[i] === null ? [] : (related?.places.get(identity(cells[i])) ?? [])
    const found = places.map((place) => related?.items[place])
    cast<Record<string, unknown>>(item, 'relations are properties')[name] = include.relation.many
      ? found
      : (found[0] ?? null)
  }
}

/** Reads what is included, and sets it on what was read: a fixed number of statements, whatever the number of rows. */
export async function attachAll(binding: Binding, includes: Includes, loaded: Loaded): Promise<object[]> {
  for (const include of includes) await attach(binding, include, loaded)
  return loaded.items
}
