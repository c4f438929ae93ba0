import { describe, expect, test } from 'vitest'
import type { Condition, Leaf } from '../../query/condition.ts'
import { fieldShape } from '../../schema/shape.fixture.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { filterOf, isPlain, selectionOf } from './condition.ts'
import { leafFilter } from './leaf-filter.ts'
import { compileTemplate } from './template.ts'

const element = fieldShape(0, 'tag', 'string')
const fields = [
  fieldShape(0, 'id', 'id', { nullable: false, idType: 'objectId' }),
  fieldShape(1, 'name', 'string'),
  fieldShape(2, 'count', 'integer'),
  fieldShape(3, 'blob', 'bytes'),
  fieldShape(4, 'tags', 'array', { element }),
  fieldShape(5, 'data', 'json'),
]
const at = (name: string): FieldShape => fields.find((field) => field.name === name)!
const model: ModelShape = { name: 'Item', table: 'item', fields, key: [at('id')], indexes: [] }
const filter = (leaf: object, ...parameters: unknown[]) =>
  compileTemplate(leafFilter({ not: false, ...leaf } as Leaf, model))(parameters)

describe('leaves on columns are filters that can use an index', () => {
  const name = at('name')
  test.each<[object, unknown[], object]>([
    [{ op: 'eq', field: name, param: 0 }, ['$x'], { name: { $eq: '$x' } }],
    [{ op: 'eq', not: true, field: name, param: 0 }, ['x'], { name: { $ne: 'x' } }],
    [{ op: 'null', field: name }, [], { name: null }],
    [{ op: 'gt', not: true, field: name, param: 0 }, ['x'], { name: { $not: { $gt: 'x' } } }],
    [{ op: 'in', field: name, param: 0, withNull: true }, [['a']], { name: { $in: ['a', null] } }],
    [{ op: 'in', not: true, field: name, param: 0, withNull: false }, [[]], { name: { $nin: [] } }],
    [{ op: 'startsWith', field: name, param: 0 }, ['a'], { name: { $gte: 'a', $lt: 'b' } }],
    [{ op: 'has', field: at('tags'), param: 0 }, ['x'], { tags: { $elemMatch: { $eq: 'x' } } }],
    [{ op: 'hasAll', field: at('tags'), param: 0 }, [[]], { tags: { $type: 'array' } }],
    [{ op: 'eq', field: at('id'), param: 0 }, ['no id'], { _id: { $eq: 'no id' } }],
    [{ op: 'gt', field: at('blob'), param: 0 }, [Uint8Array.of(255)], { '~blob': { $gt: 'ÿ' } }],
    [{ op: 'eq', field: at('count'), param: 0 }, [5], { count: { $eq: 5n } }],
  ])('%j', (leaf, parameters, expected) => {
    expect(filter(leaf, ...parameters)).toEqual(expected)
  })
})

describe('in expressions', () => {
  test('values stand as literals, so that text with a dollar is text', () => {
    const asked = [
      filter({ op: 'contains', field: at('name'), param: 0 }, '$name'),
      filter({ op: 'eq', field: at('data'), path: ['$a'], param: 0 }, '$name'),
    ].map((one) => JSON.stringify(one))
    for (const text of asked) {
      expect(text).toContain('{"$literal":"$name"}')
      expect(text.replaceAll('{"$literal":"$name"}', '')).not.toContain('"$name"]')
    }
    expect(asked[1]).toContain('{"field":{"$literal":"$a"}')
  })
})

describe('conditions', () => {
  const leaf = (name: string): Condition => ({ op: 'null', not: false, field: at(name) })
  const relation = { name: 'up', target: model, local: at('name'), foreign: at('id') }

  test('that hold for none and for all', () => {
    expect(filterOf({ op: 'never' }, model)).toEqual({ _id: { $in: [] } })
    expect(selectionOf({ op: 'always' }, model)).toEqual({ stages: [], witnesses: [] })
  })

  test('on related records are asked last, and leave those by which they hold', () => {
    const related: Condition = { op: 'related', not: false, relation, where: leaf('count') }
    const { stages, witnesses } = selectionOf({ op: 'and', items: [related, leaf('name')] }, model)
    expect(stages.map((stage) => Object.keys(stage)[0])).toEqual(['$match', '$lookup', '$match'])
    expect(stages[0]).toEqual({ $match: { name: null } })
    expect(witnesses).toEqual([{ name: '~1', table: 'item', inner: [] }])
    expect([isPlain(related), isPlain(leaf('name'))]).toEqual([false, true])
  })

  test('that no related record is there, have no witness', () => {
    const related: Condition = { op: 'related', not: true, relation, where: leaf('count') }
    expect(selectionOf(related, model).witnesses).toEqual([])
  })
})
