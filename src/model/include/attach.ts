import type { Identity } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { PreparedRead, Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { decodeCell } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import { hydrateAll } from '../hydrate.ts'
import { readCount } from '../read/arguments.ts'
import type { FindShape } from '../read/find-shape.ts'
import type { Binding } from '../scope.ts'
import type { Include, Includes } from './read-include.ts'
import { readInclude } from './read-include.ts'
import { relatedRead } from './related-read.ts'

/** What was read: rows with the shape that read them, and what is handed out of each. */
export interface Loaded {
  readonly shape: FindShape
  readonly rows: readonly Row[]
  readonly items: object[]
}

/** For each value that leads on: the positions of the related rows. */
type Places = Map<Identity, number[]>

function cellsOf({ shape, rows }: Pick<Loaded, 'shape' | 'rows'>, column: number): unknown[] {
  return rows.map((row) => decodeCell(shape.prepared.decode[column], row[column]))
}

function distinct(field: FieldShape, values: readonly unknown[]): unknown[] {
  const identity = identityOf(field)
  const known = new Map<Identity, unknown>()
  for (const value of values) if (value !== null) known.set(identity(value), value)
  return [...known.values()]
}

function grouped(field: FieldShape, values: readonly unknown[]): Places {
  const identity = identityOf(field)
  const places: Places = new Map()
  for (const [place, value] of values.entries()) {
    const key = identity(value)
    const group = places.get(key)
    if (group === undefined) places.set(key, [place])
    else group.push(place)
  }
  return places
}

/** The rows between: pairs of the owner's key and the target's. */
async function readThrough(
  binding: Binding,
  { relation }: Include,
  locals: readonly unknown[],
): Promise<readonly Row[]> {
  const { foreign, through } = relation.shape
  const between = through && binding.scope.core.models.get(through.model.name)
  if (through === undefined || between === undefined) return []
  const prepared = compiled<PreparedRead>(between, `t${foreign.index},${through.far.index}`, () =>
    between.store.prepare({
      kind: 'find',
      model: between.shape,
      fields: [foreign, through.far],
      where: { op: 'in', field: foreign, not: false, withNull: false, param: 0 },
      sort: [],
      one: false,
    }),
  )
  const scope = bindingOf(binding.scope.classOf(between.name)).scope
  return execute({ model: between, scope }, 'find', prepared, [locals])
}

/** Many to many: the places of the targets by the owner's key, in the order in which the targets were read. */
function throughPlaces({ relation }: Include, pairs: readonly Row[], byKey: Places): Places {
  const { foreign, through } = relation.shape
  const places: Places = new Map()
  if (through === undefined) return places
  const [ownerOf, targetOf] = [identityOf(foreign), identityOf(through.far)]
  for (const [owner, target] of pairs) {
    const found = target === null ? [] : (byKey.get(targetOf(target)) ?? [])
    const group = places.get(ownerOf(owner))
    if (group === undefined) places.set(ownerOf(owner), [...found])
    else group.push(...found)
  }
  for (const group of places.values()) group.sort((a, b) => a - b)
  return places
}

/** Cuts what each owner gets to the limit and offset of the include. */
function cut(places: Places, { relation, args }: Include): Places {
  if (!relation.many || (args.limit === undefined && args.offset === undefined)) return places
  const start = args.offset === undefined ? 0 : readCount(relation.target, 'offset', args.offset)
  const end = args.limit === undefined ? undefined : start + readCount(relation.target, 'limit', args.limit)
  return new Map([...places].map(([key, group]) => [key, group.slice(start, end)]))
}

interface RelatedItems {
  readonly items: readonly object[]
  readonly places: Places
}

/** Reads the related records of all owners: one statement, and one more where a model lies between. */
async function readRelated(
  binding: Binding,
  include: Include,
  locals: readonly unknown[],
): Promise<RelatedItems> {
  const { relation, args } = include
  const { foreign, through } = relation.shape
  const owner = binding.scope.classOf(relation.target.name)
  const target = bindingOf(owner)
  const pairs = through === undefined ? [] : await readThrough(binding, include, locals)
  const field = through?.key ?? foreign
  const values =
    through === undefined
      ? locals
      : distinct(
          through.far,
          pairs.map((pair) => pair[1]),
        )
  const nested = readInclude(relation.target, args.include)
  const { shape, parameters, column } = relatedRead(include, field, values, nested)
  const rows = await execute(target, 'find', shape.prepared, parameters)
  const byField = grouped(field, cellsOf({ shape, rows }, column))
  const places = cut(through === undefined ? byField : throughPlaces(include, pairs, byField), include)
  const plain = args.plain === true || args.select !== undefined
  const items = plain ? shape.toPlain(rows) : hydrateAll(owner, rows, shape.decode)
  await attachAll(target, nested, { shape, rows, items })
  return { items, places }
}

async function attach(binding: Binding, include: Include, { shape, rows, items }: Loaded): Promise<void> {
  const { name, local } = include.relation.shape
  const cells = cellsOf(
    { shape, rows },
    shape.fields.findIndex((field) => field.index === local.index),
  )
  const locals = distinct(local, cells)
  const related = locals.length === 0 ? undefined : await readRelated(binding, include, locals)
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
