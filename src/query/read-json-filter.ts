import { Refusal } from '../schema/values/refusal.ts'
import { copyJson } from '../schema/values/structured.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { ElementMatch, JsonType, Ordering, TextMatch } from './condition.ts'
import type { FilterContext } from './filter-context.ts'
import type { LeafDescription, StoredAttribute } from './filter-sink.ts'
import { invalidQuery, unknownOperator } from './query-error.ts'
import { listOperand, negate, textOperand } from './read-field-filter.ts'

type Path = readonly string[]

/** One place in a JSON field that a filter speaks of. */
interface Place {
  readonly context: FilterContext
  readonly attribute: StoredAttribute
  readonly path: Path
}

type ReadOperator = (place: Place, value: unknown) => void

const nameOf = ({ attribute, path }: Place): string => [attribute.name, ...path].join('.').slice(0, 100)

function emit({ context, attribute, path }: Place, leaf: LeafDescription, operand?: unknown): void {
  const param = operand === undefined ? -1 : context.parameters.push(operand) - 1
  context.sink.leaf(attribute.shape, path.length === 0 ? leaf : { ...leaf, path }, param)
}

function typeOfJson(value: unknown): JsonType {
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'json'
}

const commonType = (items: readonly unknown[]): JsonType => {
  const types = new Set(items.map(typeOfJson))
  return types.size === 1 ? ([...types][0] ?? 'json') : 'json'
}

/** Data may leave out what is undefined; a filter that did so would ask for less than it seems. */
function holdsUndefined(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined
  return Object.values(value).some(holdsUndefined)
}

function parseJsonOperand(place: Place, value: unknown): unknown {
  const copy = copyJson(value)
  if (!(copy instanceof Refusal) && !holdsUndefined(value)) return copy
  const problem = copy instanceof Refusal ? copy.message : 'must not be undefined'
  throw invalidQuery(place.context.scope.name, nameOf(place), `${problem}, also in a filter`)
}

const equality =
  (not: boolean): ReadOperator =>
  (place, value) => {
    if (value === null) return emit(place, { op: 'null', not })
    const operand = parseJsonOperand(place, value)
    emit(place, { op: 'eq', not, jsonType: typeOfJson(operand) }, operand)
  }

const ordering =
  (op: Ordering): ReadOperator =>
  (place, value) => {
    const operand = parseJsonOperand(place, value)
    const jsonType = typeOfJson(operand)
    if (jsonType !== 'string' && jsonType !== 'number') {
      throw invalidQuery(place.context.scope.name, nameOf(place), `takes a string or number behind $${op}`)
    }
    emit(place, { op, not: false, jsonType }, operand)
  }

const membership =
  (operator: '$in' | '$nin'): ReadOperator =>
  (place, value) => {
    const items = listOperand(place.context, nameOf(place), operator, value).map((item) =>
      parseJsonOperand(place, item),
    )
    const list = items.filter((item) => item !== null)
    emit(
      place,
      {
        op: 'in',
        not: operator === '$nin',
        withNull: list.length < items.length,
        jsonType: commonType(list),
      },
      list,
    )
  }

const textMatch =
  (op: TextMatch): ReadOperator =>
  (place, value) =>
    emit(place, { op, not: false, jsonType: 'string' }, textOperand(place.context, nameOf(place), op, value))

const elements =
  (op: ElementMatch): ReadOperator =>
  (place, value) => {
    if (op === 'has') {
      const operand = parseJsonOperand(place, value)
      return emit(place, { op, not: false, jsonType: typeOfJson(operand) }, operand)
    }
    const list = listOperand(place.context, nameOf(place), `$${op}`, value).map((item) =>
      parseJsonOperand(place, item),
    )
    emit(place, { op, not: false, jsonType: commonType(list) }, list)
  }

const exists: ReadOperator = (place, value) => {
  if (typeof value !== 'boolean')
    throw invalidQuery(place.context.scope.name, nameOf(place), 'takes true or false behind $exists')
  emit(place, { op: 'exists', not: !value })
}

/** The operators inside JSON by name; the operator table of the reference is made from it. */
export const jsonOperators: ReadonlyMap<string, ReadOperator> = new Map(
  Object.entries({
    $eq: equality(false),
    $ne: equality(true),
    $in: membership('$in'),
    $nin: membership('$nin'),
    $gt: ordering('gt'),
    $gte: ordering('gte'),
    $lt: ordering('lt'),
    $lte: ordering('lte'),
    $contains: textMatch('contains'),
    $icontains: textMatch('icontains'),
    $startsWith: textMatch('startsWith'),
    $endsWith: textMatch('endsWith'),
    $search: textMatch('search'),
    $has: elements('has'),
    $hasAll: elements('hasAll'),
    $hasAny: elements('hasAny'),
    $exists: exists,
  }),
)

function readEntry(place: Place, key: string, value: unknown): void {
  const { context, attribute, path } = place
  if (value === undefined)
    throw invalidQuery(context.scope.name, `${nameOf(place)}.${key}`, 'is undefined in a filter')
  if (key === '$not') return negate(context, () => readJsonFilter(context, attribute, path, value))
  if (!key.startsWith('$')) return readJsonFilter(context, attribute, [...path, key], value)
  const read = jsonOperators.get(key)
  if (read === undefined) throw unknownOperator(context.scope.name, nameOf(place), key, jsonOperators.keys())
  read(place, value)
}

/** Reads what stands at a path of a JSON field: a value, null, operators, or further steps of the path. */
export function readJsonFilter(
  context: FilterContext,
  attribute: StoredAttribute,
  path: Path,
  value: unknown,
): void {
  const place = { context, attribute, path }
  if (value === null || typeof value !== 'object') return equality(false)(place, value)
  const keys = isPlainObject(value) ? Object.keys(value) : []
  if (keys.length === 0)
    throw invalidQuery(
      context.scope.name,
      nameOf(place),
      'needs a value or operators; compare whole lists and objects by $eq',
    )
  context.enter()
  for (const key of keys) {
    context.count()
    readEntry(place, key, (value as Record<string, unknown>)[key])
  }
  context.leave()
}
