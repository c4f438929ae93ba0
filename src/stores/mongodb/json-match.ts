import type { Document } from 'mongodb'
import type { ElementLeaf, EqualLeaf, InLeaf, JsonType, Leaf, OrderLeaf } from '../../query/condition.ts'
import { cast } from '../../support/cast.ts'
import { encodeJson } from './json.ts'
import { param, Slot } from './template.ts'
import { textMatch } from './text-match.ts'

/** What a JSON leaf calls the value that it looks at. */
const VALUE = '$$value'

const literal = (position: number): Slot => param(position, (value) => ({ $literal: encodeJson(value) }))

/** The member of an object; nothing of what is no object. */
const member = (key: string): Document => ({
  $cond: [
    { $eq: [{ $type: VALUE }, 'object'] },
    { $getField: { field: { $literal: key }, input: VALUE } },
    '$$REMOVE',
  ],
})

const bind = (value: unknown, body: unknown): Document => ({ $let: { vars: { value }, in: body } })

const at = (root: string, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => bind(value, member(key)), root)

const isNull: Document = { $eq: [{ $ifNull: [VALUE, null] }, null] }

const TYPES: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool' }

const isOfType = (type: unknown): Document =>
  type === 'number' ? { $isNumber: VALUE } : { $eq: [{ $type: VALUE }, TYPES[String(type)] ?? 'never'] }

/** Values in no order, being of other types, match no comparison. */
function typeGuard({ jsonType, param: position }: OrderLeaf): unknown {
  const known: readonly (JsonType | undefined)[] = ['string', 'number', 'boolean']
  if (known.includes(jsonType)) return isOfType(jsonType)
  return new Slot((parameters) => isOfType(typeof parameters[position]))
}

const equal = ({ param: position }: EqualLeaf): Document => ({ $eq: [VALUE, literal(position)] })

const ordered = (leaf: OrderLeaf): Document => ({
  $and: [typeGuard(leaf), { [`$${leaf.op}`]: [VALUE, literal(leaf.param)] }],
})

function listed({ param: position, withNull }: InLeaf): Document {
  const within = { $in: [VALUE, literal(position)] }
  return withNull ? { $or: [within, isNull] } : within
}

function elements({ op, param: position }: ElementLeaf): Document {
  const operand = literal(position)
  const test = {
    has: { $in: [operand, VALUE] },
    hasAll: { $setIsSubset: [operand, VALUE] },
    hasAny: { $ne: [{ $setIntersection: [VALUE, operand] }, []] },
  }[op]
  return { $cond: [{ $isArray: VALUE }, test, false] }
}

function test(leaf: Leaf): Document {
  switch (leaf.op) {
    case 'null':
      return isNull
    case 'exists':
      return leaf.path === undefined ? { $not: [isNull] } : { $ne: [{ $type: VALUE }, 'missing'] }
    case 'eq':
      return equal(leaf)
    case 'in':
      return listed(leaf)
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return ordered(leaf)
    case 'has':
    case 'hasAll':
    case 'hasAny':
      return elements(leaf)
    default:
      return textMatch(leaf.op, VALUE, leaf.param)
  }
}

/** A leaf on JSON as an expression: it tells types apart and enters no arrays, as filters would. */
export function jsonMatch(leaf: Leaf, root: string): Document {
  const body = test(leaf)
  const path = cast<readonly string[]>(leaf.path ?? [], 'a path is a list of keys')
  return bind(at(root, path), leaf.not ? { $not: [body] } : body)
}
