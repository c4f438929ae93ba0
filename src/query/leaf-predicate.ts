import { cast } from '../support/cast.ts'
import { foldAscii } from '../support/code-points.ts'
import { hasWords } from '../support/words.ts'
import type { Equals, Identity } from './compare.ts'
import { comparatorOf, equalsOf, identityOf } from './compare.ts'
import type {
  ElementLeaf,
  EqualLeaf,
  InLeaf,
  JsonType,
  Leaf,
  Ordering,
  OrderLeaf,
  TextLeaf,
  TextMatch,
} from './condition.ts'
import { compareJson, jsonEquals, valueAt } from './json-value.ts'

type Row = readonly unknown[]
type Parameters = readonly unknown[]
type Read = (row: Row) => unknown
/** What one operator says of a value that is not null. */
type Test = (value: unknown, operand: unknown) => boolean

/** A leaf as a function: whether it holds for a full row, the values of a model's fields in their order. */
export type LeafPredicate = (row: Row, parameters: Parameters) => boolean

const textReason = 'the fields and operands of text operators are text'
const listReason = 'the operand of a list operator is a list'
const listOf = (value: unknown): readonly unknown[] => cast<readonly unknown[]>(value, listReason)
const isNull = (value: unknown): boolean => value === null || value === undefined

const contains = (text: string, part: string): boolean => text.includes(part)
const icontains = (text: string, part: string): boolean => foldAscii(text).includes(foldAscii(part))
const startsWith = (text: string, part: string): boolean => text.startsWith(part)
const endsWith = (text: string, part: string): boolean => text.endsWith(part)
const textMatches: Readonly<Record<TextMatch, typeof contains>> = {
  contains,
  icontains,
  startsWith,
  endsWith,
  search: hasWords,
}

const greater = (order: number): boolean => order > 0
const greaterOrEqual = (order: number): boolean => order >= 0
const less = (order: number): boolean => order < 0
const lessOrEqual = (order: number): boolean => order <= 0
const orderings: Readonly<Record<Ordering, typeof greater>> = {
  gt: greater,
  gte: greaterOrEqual,
  lt: less,
  lte: lessOrEqual,
}

const has = (array: Row, operand: unknown, equals: Equals): boolean =>
  array.some((item) => equals(item, operand))
const hasAll = (array: Row, operand: unknown, equals: Equals): boolean =>
  listOf(operand).every((wanted) => has(array, wanted, equals))
const hasAny = (array: Row, operand: unknown, equals: Equals): boolean =>
  listOf(operand).some((wanted) => has(array, wanted, equals))
const elementMatches = { has, hasAll, hasAny }

const isJson = ({ field }: Leaf): boolean => field.kind === 'json' || field.kind === 'file'

/** Whether a JSON value is of the compared type. */
const isOfType = (value: unknown, type: JsonType | undefined): boolean =>
  type === undefined || type === 'json' || typeof value === type

function equalTest(leaf: EqualLeaf): Test {
  return equalsOf(leaf.field)
}

function orderTest(leaf: OrderLeaf): Test {
  const holds = orderings[leaf.op]
  if (!isJson(leaf)) {
    const compare = comparatorOf(leaf.field)
    return (value, operand) => holds(compare(value, operand))
  }
  return (value, operand) => {
    const order = compareJson(value, operand)
    return order !== undefined && holds(order)
  }
}

function textTest(leaf: TextLeaf): Test {
  const matches = textMatches[leaf.op]
  return (value, operand) => typeof value === 'string' && matches(value, cast<string>(operand, textReason))
}

function elementTest(leaf: ElementLeaf): Test {
  const matches = elementMatches[leaf.op]
  const equals = leaf.field.element === undefined ? jsonEquals : equalsOf(leaf.field.element)
  return (value, operand) => Array.isArray(value) && matches(value, operand, equals)
}

function testOf(leaf: EqualLeaf | OrderLeaf | TextLeaf | ElementLeaf): Test {
  switch (leaf.op) {
    case 'eq':
      return equalTest(leaf)
    case 'has':
    case 'hasAll':
    case 'hasAny':
      return elementTest(leaf)
    case 'contains':
    case 'icontains':
    case 'startsWith':
    case 'endsWith':
    case 'search':
      return textTest(leaf)
    default:
      return orderTest(leaf)
  }
}

function compareOperand(leaf: EqualLeaf | OrderLeaf | TextLeaf | ElementLeaf, read: Read): LeafPredicate {
  const test = testOf(leaf)
  return (row, parameters) => {
    const value = read(row)
    return !isNull(value) && test(value, parameters[leaf.param])
  }
}

/** The sets of one leaf: made once for the parameters of a call, and again where they hold another list by then. */
function setCache(
  identity: (value: unknown) => Identity,
): (parameters: Parameters, param: number) => ReadonlySet<Identity> {
  const made = new WeakMap<Parameters, { readonly list: unknown; readonly set: ReadonlySet<Identity> }>()
  return (parameters, param) => {
    const list = parameters[param]
    const known = made.get(parameters)
    if (known !== undefined && known.list === list) return known.set
    const set = new Set(listOf(list).map(identity))
    made.set(parameters, { list, set })
    return set
  }
}

function membership(leaf: InLeaf, read: Read): LeafPredicate {
  const identity = identityOf(leaf.field)
  const setOf = setCache(identity)
  return (row, parameters) => {
    const value = read(row)
    if (isNull(value)) return leaf.withNull
    return isOfType(value, leaf.jsonType) && setOf(parameters, leaf.param).has(identity(value))
  }
}

function readerOf({ field: { index }, path }: Leaf): Read {
  return path === undefined ? (row) => row[index] : (row) => valueAt(row[index], path)
}

function existence({ path }: Leaf, read: Read): LeafPredicate {
  return path === undefined ? (row) => !isNull(read(row)) : (row) => read(row) !== undefined
}

/** Compiles a leaf without its negation: the JavaScript meaning of its operator. */
export function leafPredicate(leaf: Leaf): LeafPredicate {
  const read = readerOf(leaf)
  switch (leaf.op) {
    case 'null':
      return (row) => isNull(read(row))
    case 'exists':
      return existence(leaf, read)
    case 'in':
      return membership(leaf, read)
    default:
      return compareOperand(leaf, read)
  }
}
