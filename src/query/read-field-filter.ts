import type { FieldKind } from '../schema/kinds.ts'
import { fieldKinds, isOrderedKind, isTextKind } from '../schema/kinds.ts'
import { Refusal } from '../schema/values/refusal.ts'
import { parseText } from '../schema/values/text.ts'
import { isPlainObject } from '../support/plain-object.ts'
import { wordsOf } from '../support/words.ts'
import type { ElementMatch, Ordering, TextMatch } from './condition.ts'
import type { FilterContext, FilterScope } from './filter-context.ts'
import type { StoredAttribute } from './filter-sink.ts'
import { NowOperand } from './now.ts'
import { cannotSearch, invalidQuery, unknownOperator } from './query-error.ts'

type ReadOperator = (context: FilterContext, attribute: StoredAttribute, value: unknown) => void

/** The value in its canonical form, or null where it is of the wrong type and the attribute is lenient about it. */
function parseOperand(
  { scope }: FilterContext,
  { name, parseFilter, lenient }: StoredAttribute,
  value: unknown,
): unknown {
  if (value === undefined)
    throw invalidQuery(scope.name, name, 'is undefined in a filter; leave the operator out, or say null')
  const parsed = parseFilter(value instanceof NowOperand ? value.toDate() : value)
  if (!(parsed instanceof Refusal)) return parsed
  if (lenient) return null
  throw invalidQuery(scope.name, name, `${parsed.message}, also in a filter`)
}

const equality =
  (not: boolean): ReadOperator =>
  (context, attribute, value) => {
    if (value === null) return context.sink.leaf(attribute.shape, { op: 'null', not }, -1)
    const parsed = parseOperand(context, attribute, value)
    if (parsed === null) return context.sink.constant(not)
    context.sink.leaf(attribute.shape, { op: 'eq', not }, context.parameters.push(parsed) - 1)
  }

const ordering =
  (op: Ordering): ReadOperator =>
  (context, attribute, value) => {
    const parsed = value === null ? null : parseOperand(context, attribute, value)
    if (parsed === null)
      throw invalidQuery(context.scope.name, attribute.name, `takes no such value behind $${op}`)
    context.sink.leaf(attribute.shape, { op, not: false }, context.parameters.push(parsed) - 1)
  }

/** The list behind an operator, its holes as undefined; or INVALID_QUERY. */
export function listOperand(
  { scope }: FilterContext,
  name: string,
  operator: string,
  value: unknown,
): readonly unknown[] {
  if (!Array.isArray(value)) throw invalidQuery(scope.name, name, `takes a list behind ${operator}`)
  return Array.from(value)
}

const membership =
  (operator: '$in' | '$nin'): ReadOperator =>
  (context, attribute, value) => {
    const items = listOperand(context, attribute.name, operator, value)
    const values = items.filter((item) => item !== null).map((item) => parseOperand(context, attribute, item))
    const list = attribute.lenient ? values.filter((item) => item !== null) : values
    const withNull = items.includes(null)
    const leaf = { op: 'in', not: operator === '$nin', withNull } as const
    context.sink.leaf(attribute.shape, leaf, context.parameters.push(list) - 1)
  }

/** More would cost a database as many comparisons with each word of each record. */
const MOST_WORDS = 500

function checkSearch({ name, store }: FilterScope, field: string, text: string): void {
  if (store?.capabilities.search === false) throw cannotSearch(name, field, store.name)
  if (wordsOf(text).length > MOST_WORDS)
    throw invalidQuery(name, field, `takes at most ${MOST_WORDS} words behind $search`)
}

/** The text behind a text operator; INVALID_QUERY where it is none, and UNSUPPORTED where the store cannot search. */
export function textOperand({ scope }: FilterContext, name: string, op: TextMatch, value: unknown): string {
  const text = parseText(value)
  if (text instanceof Refusal)
    throw invalidQuery(scope.name, name, `takes text behind $${op}: it ${text.message}`)
  if (op === 'search') checkSearch(scope, name, text)
  return text
}

const textMatch =
  (op: TextMatch): ReadOperator =>
  (context, attribute, value) => {
    const text = textOperand(context, attribute.name, op, value)
    context.sink.leaf(attribute.shape, { op, not: false }, context.parameters.push(text) - 1)
  }

function parseElement(context: FilterContext, attribute: StoredAttribute, value: unknown): unknown {
  const parsed = attribute.parseElement?.(value === undefined ? null : value)
  if (!(parsed instanceof Refusal) && parsed !== undefined) return parsed
  throw invalidQuery(
    context.scope.name,
    attribute.name,
    `has elements that ${parsed?.message ?? 'are no list'}, also in a filter`,
  )
}

const elements =
  (op: ElementMatch): ReadOperator =>
  (context, attribute, value) => {
    const parse = (item: unknown) => parseElement(context, attribute, item)
    const operand =
      op === 'has' ? parse(value) : listOperand(context, attribute.name, `$${op}`, value).map(parse)
    context.sink.leaf(attribute.shape, { op, not: false }, context.parameters.push(operand) - 1)
  }

const equalityOperators: Record<string, ReadOperator> = {
  $eq: equality(false),
  $ne: equality(true),
  $in: membership('$in'),
  $nin: membership('$nin'),
}
const orderOperators: Record<string, ReadOperator> = {
  $gt: ordering('gt'),
  $gte: ordering('gte'),
  $lt: ordering('lt'),
  $lte: ordering('lte'),
}
const textOperators: Record<string, ReadOperator> = {
  $contains: textMatch('contains'),
  $icontains: textMatch('icontains'),
  $startsWith: textMatch('startsWith'),
  $endsWith: textMatch('endsWith'),
  $search: textMatch('search'),
}
const nullOperators: Record<string, ReadOperator> = {
  $eq: (context, attribute, value) => nullOnly(context, attribute, value, false),
  $ne: (context, attribute, value) => nullOnly(context, attribute, value, true),
}
const arrayOperators: Record<string, ReadOperator> = {
  $has: elements('has'),
  $hasAll: elements('hasAll'),
  $hasAny: elements('hasAny'),
}

function nullOnly(context: FilterContext, attribute: StoredAttribute, value: unknown, not: boolean): void {
  if (value !== null) throw invalidQuery(context.scope.name, attribute.name, 'can be compared with null only')
  context.sink.leaf(attribute.shape, { op: 'null', not }, -1)
}

/** The operators of a kind of field by name; the operator table of the reference is made from it. */
export function operatorsOf(kind: FieldKind): ReadonlyMap<string, ReadOperator> {
  return operatorMaps[kind]
}

function mapOf(kind: FieldKind): ReadonlyMap<string, ReadOperator> {
  if (kind === 'array') return new Map(Object.entries({ ...nullOperators, ...arrayOperators }))
  if (!isOrderedKind(kind)) return new Map(Object.entries(nullOperators))
  return new Map(
    Object.entries({ ...equalityOperators, ...orderOperators, ...(isTextKind(kind) && textOperators) }),
  )
}

const operatorMaps = Object.fromEntries(fieldKinds.map((kind) => [kind, mapOf(kind)])) as Record<
  FieldKind,
  ReadonlyMap<string, ReadOperator>
>

/** Reads what stands for one field in a filter: a value, null, or an object of operators. */
export function readFieldFilter(context: FilterContext, attribute: StoredAttribute, value: unknown): void {
  const operators = operatorMaps[attribute.shape.kind]
  if (!isPlainObject(value)) return (operators.get('$eq') as ReadOperator)(context, attribute, value)
  const names = Object.keys(value)
  if (names.length === 0)
    throw invalidQuery(context.scope.name, attribute.name, 'has an empty object for a condition')
  for (const name of names) {
    if (name === '$not') negate(context, () => readFieldFilter(context, attribute, value[name]))
    else {
      const read = operators.get(name)
      if (read === undefined)
        throw unknownOperator(context.scope.name, attribute.name, name, operators.keys())
      read(context, attribute, value[name])
    }
  }
}

/** Reads something inside a negation. */
export function negate(context: FilterContext, read: () => void): void {
  context.enter()
  context.sink.begin('not')
  read()
  context.sink.end()
  context.leave()
}
