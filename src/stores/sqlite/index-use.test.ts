import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import type { Condition, Leaf } from '../../query/condition.ts'
import { ALWAYS, not, related } from '../../query/condition.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field, ref } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { FindPlan, SortKey } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { findStatement } from '../sql/find.ts'
import { sqliteDialect } from './dialect.ts'
import type { Database } from './driver.ts'
import { registerFunctions } from './functions.ts'
import { makeTables } from './tables.ts'

const schema = {
  id: field.id(),
  status: field.string({ index: true }),
  createdAt: field.datetime({ index: true }),
  price: field.decimal({ precision: 30, scale: 2, index: true }),
}
const written = (given: object) => cast<SchemaDefinition>(given, 'the factories give definitions')
const all = new Map(
  [
    { name: 'Post', schema: written(schema), indexes: [{ fields: ['status', 'createdAt'] }] },
    { name: 'Label', schema: written({ id: field.id(), text: field.string() }) },
    { name: 'PostLabel', schema: written({ id: field.id(), post: ref('Post'), label: ref('Label') }) },
  ].map((one) => [one.name, one]),
)
const [model, label, postLabel] = [...all.values()].map((one) => buildModelSchema(one, all).shape) as [
  ModelShape,
  ModelShape,
  ModelShape,
]
const fieldOf = ({ fields }: ModelShape, name: string): FieldShape =>
  fields.find((one) => one.name === name) as FieldShape
const at = (name: string): FieldShape => fieldOf(model, name)
const leaf = (name: string, rest: object): Condition =>
  ({ not: false, param: 0, field: at(name), ...rest }) as Leaf
const by = (name: string, descending = false): SortKey => ({
  field: at(name),
  descending,
  nullsFirst: !descending,
})

const driver = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => Database
const database = new driver(':memory:')
registerFunctions(database)
makeTables(database, [model, label, postLabel])

function plan(rest: Partial<FindPlan>): string {
  const base: FindPlan = {
    kind: 'find',
    model,
    fields: model.fields,
    where: { op: 'always' },
    sort: [],
    one: false,
  }
  const { text, args } = findStatement({ ...base, ...rest }, sqliteDialect)
  const rows = database.prepare(`explain query plan ${text}`).all(...args.map(() => null)) as {
    detail: string
  }[]
  return rows.map(({ detail }) => detail).join('\n')
}

test.each<[string, Condition]>([
  ['equality', leaf('status', { op: 'eq' })],
  ['a list', leaf('status', { op: 'in', withNull: false })],
  ['a list with null', leaf('status', { op: 'in', withNull: true })],
  ['a prefix', leaf('status', { op: 'startsWith' })],
  ['an order', leaf('createdAt', { op: 'gte' })],
  ['the complement of an order', leaf('createdAt', { op: 'gt', not: true })],
  ['an order of long decimals', leaf('price', { op: 'lt' })],
  ['null', leaf('price', { op: 'null' })],
])('%s searches by the index', (_, where) => {
  expect(plan({ where })).toMatch(/SEARCH post USING (COVERING )?INDEX post_/)
  expect(plan({ where })).not.toMatch(/SCAN post/)
})

test('the key is found by its own index', () => {
  expect(plan({ where: leaf('id', { op: 'eq' }), one: true })).toMatch(
    /SEARCH post USING INDEX sqlite_autoindex/,
  )
})

test('a condition on related records searches for them, over a model between too', () => {
  const between = {
    name: 'labels',
    target: postLabel,
    local: at('id'),
    foreign: fieldOf(postLabel, 'postId'),
  }
  const onward = {
    name: 'labels',
    target: label,
    local: fieldOf(postLabel, 'labelId'),
    foreign: fieldOf(label, 'id'),
  }
  const text = { op: 'eq', not: false, field: fieldOf(label, 'text'), param: 0 } as const
  const where = related(between, related(onward, text))
  expect(plan({ where })).toMatch(/SEARCH ~1 (EXISTS )?USING INDEX post_label_post_id_index/)
  expect(plan({ where })).toMatch(/SEARCH ~2 (EXISTS )?USING INDEX sqlite_autoindex_label/)
  expect(plan({ where: not(where) })).not.toMatch(/SCAN ~/)
})

test('an order by a related value searches for the related record', () => {
  const relation = {
    name: 'post',
    target: model,
    local: fieldOf(postLabel, 'postId'),
    foreign: at('id'),
  }
  const via = [{ relation, where: ALWAYS }] as const
  const sort = [{ field: at('status'), via, descending: false, nullsFirst: true }]
  expect(plan({ model: postLabel, fields: postLabel.fields, sort })).toMatch(
    /SEARCH ~r1 USING INDEX sqlite_autoindex_post_1 \(id=\?\) LEFT-JOIN/,
  )
})

test('a limit for each value looks no further than the limit, by an index over the value and the order', () => {
  const each = { field: at('status'), param: 0 }
  expect(plan({ each, limit: { literal: 3 }, sort: [by('createdAt', true)] }).split('\n')).toEqual([
    expect.stringContaining('SCAN json_each'),
    'SEARCH post USING INDEX sqlite_autoindex_post_1 (id=?)',
    expect.stringContaining('CORRELATED LIST SUBQUERY'),
    'SEARCH ~in USING INDEX post_status_created_at_index (status=?)',
    'USE TEMP B-TREE FOR ORDER BY',
  ])
})

test('an order by an index sorts nothing, its ties in the same direction included', () => {
  const where = leaf('status', { op: 'eq' })
  expect(plan({ where, sort: [by('createdAt')] })).not.toMatch(/TEMP B-TREE/)
  expect(plan({ where, sort: [by('createdAt', true)] })).not.toMatch(/TEMP B-TREE/)
})
