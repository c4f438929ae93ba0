import type { Document } from 'mongodb'
import type { ElementLeaf, InLeaf, Leaf, TextLeaf } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { codecOf, orderCodecOf } from './codecs.ts'
import { columnOf, orderColumnOf, pathOf } from './columns.ts'
import { jsonMatch } from './json-match.ts'
import { param } from './template.ts'
import { prefixRange, textMatch } from './text-match.ts'

type Encode = (value: unknown) => unknown

const listOf = (value: unknown): readonly unknown[] =>
  cast<readonly unknown[]>(value, 'the operand of a list operator is a list')

const elementCodec = ({ element }: FieldShape): Encode =>
  element === undefined ? (value) => value : codecOf(element).encode

/** The filter or, where the leaf is negated, its exact complement. */
const either = ({ not }: Leaf, column: string, asked: unknown): Document =>
  not ? { [column]: { $not: asked } } : { [column]: asked }

const nullFilter = ({ not }: Leaf, column: string): Document => ({ [column]: not ? { $ne: null } : null })

/** In a filter null stands for what is missing, too. */
function inFilter(leaf: InLeaf, column: string): Document {
  const { encode } = codecOf(leaf.field)
  const list = param(leaf.param, (value) => {
    const encoded = listOf(value).map(encode)
    return leaf.withNull ? [...encoded, null] : encoded
  })
  return { [column]: leaf.not ? { $nin: list } : { $in: list } }
}

const element = (value: unknown): Document => ({ $elemMatch: { $eq: value } })

/** Elements are asked for by $elemMatch: only arrays have such. */
function elementFilter(leaf: ElementLeaf, column: string): Document {
  const encode = elementCodec(leaf.field)
  const asked = {
    has: (value: unknown) => element(encode(value)),
    hasAny: (value: unknown) => ({ $elemMatch: { $in: listOf(value).map(encode) } }),
    hasAll(value: unknown) {
      const list = listOf(value)
      return list.length === 0 ? { $type: 'array' } : { $all: list.map((item) => element(encode(item))) }
    },
  }[leaf.op]
  return either(leaf, column, param(leaf.param, asked))
}

function textFilter(leaf: TextLeaf, model: ModelShape): Document {
  if (leaf.op === 'startsWith')
    return either(leaf, columnOf(model, leaf.field), param(leaf.param, prefixRange))
  const test = textMatch(leaf.op, pathOf(model, leaf.field), leaf.param)
  return { $expr: leaf.not ? { $not: [test] } : test }
}

const isJson = ({ kind }: FieldShape): boolean => kind === 'json' || kind === 'file'

/** A leaf as a filter that is true exactly where the leaf holds; one on a column alone can use an index. */
export function leafFilter(leaf: Leaf, model: ModelShape): Document {
  const { field } = leaf
  const column = columnOf(model, field)
  if (isJson(field)) return { $expr: jsonMatch(leaf, pathOf(model, field)) }
  switch (leaf.op) {
    case 'null':
      return nullFilter(leaf, column)
    case 'exists':
      return nullFilter({ ...leaf, not: !leaf.not }, column)
    case 'eq':
      return { [column]: { [leaf.not ? '$ne' : '$eq']: param(leaf.param, codecOf(field).encode) } }
    case 'in':
      return inFilter(leaf, column)
    case 'has':
    case 'hasAll':
    case 'hasAny':
      return elementFilter(leaf, column)
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      const asked = { [`$${leaf.op}`]: param(leaf.param, orderCodecOf(field).encode) }
      return either(leaf, orderColumnOf(model, field), asked)
    }
    default:
      return textFilter(leaf, model)
  }
}
