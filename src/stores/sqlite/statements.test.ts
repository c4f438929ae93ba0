import { describe, expect, test } from 'vitest'
import type { Condition, Leaf } from '../../query/condition.ts'
import { ALWAYS, and, NEVER, not, or } from '../../query/condition.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { FindPlan, SortKey } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { findStatement } from '../sql/find.ts'
import { aggregateStatement, countStatement } from '../sql/read.ts'
import { upsertStatement } from '../sql/upsert.ts'
import { destroyStatement, insertStatement, updateStatement } from '../sql/write.ts'
import { sqliteDialect as dialect } from './dialect.ts'

const schema = {
  id: field.id(),
  name: field.string({ required: true, unique: true }),
  count: field.integer(),
  total: field.integer({ required: true }),
  big: field.bigint(),
  active: field.boolean(),
  tags: field.array(field.string()),
  data: field.json(),
  odd: field.string({ column: 'an odd "name"' }),
}
const written = cast<SchemaDefinition>(schema, 'the factories give definitions')
const { shape: model } = buildModelSchema({ name: 'Post', schema: written }, new Map())
const at = (name: string): FieldShape => model.fields.find((one) => one.name === name) as FieldShape
const leaf = (name: string, rest: object): Leaf =>
  ({ not: false, param: 0, field: at(name), ...rest }) as Leaf

const base: FindPlan = {
  kind: 'find',
  model,
  fields: [at('id')],
  where: { op: 'always' },
  sort: [],
  one: false,
}
const find = (plan: Partial<FindPlan>) => findStatement({ ...base, ...plan }, dialect)
const where = (condition: Condition) => {
  const { text, args } = find({ where: condition })
  return [text.replace('select "post"."id" from "post" where ', ''), ...args.map(({ position }) => position)]
}
const sorted = (...sort: SortKey[]) =>
  find({ sort }).text.replace('select "post"."id" from "post" order by ', '')

describe('a find', () => {
  test('reads its columns, casting what the driver would round', () => {
    expect(find({ fields: [at('id'), at('big'), at('odd')] }).text).toBe(
      'select "post"."id", cast("post"."big" as text), "post"."an odd ""name""" from "post"',
    )
  })

  test('of nothing reads a constant', () => {
    expect(find({ fields: [] }).text).toBe('select 1 from "post"')
  })

  test('has limits as literals, and an offset never without a limit', () => {
    expect(find({ limit: { literal: 20 } }).text).toMatch(/ limit 20$/)
    expect(find({ offset: { param: 1 } })).toMatchObject({
      text: expect.stringMatching(/ limit -1 offset \?$/),
      args: [{ position: 1 }],
    })
    expect(find({ limit: { param: 0 }, offset: { literal: 5 } }).text).toMatch(/ limit \? offset 5$/)
  })

  test('of one has a limit only where it sorts', () => {
    expect(find({ one: true }).text).not.toMatch(/limit/)
    const sort = [{ field: at('name'), descending: false, nullsFirst: true }]
    expect(find({ one: true, sort }).text).toMatch(/ limit 1$/)
  })
})

describe('an order', () => {
  test('says where nulls go only where SQLite would put them elsewhere', () => {
    const count = at('count')
    expect(sorted({ field: count, descending: false, nullsFirst: true })).toBe('"post"."count"')
    expect(sorted({ field: count, descending: true, nullsFirst: false })).toBe('"post"."count" desc')
    expect(sorted({ field: count, descending: false, nullsFirst: false })).toBe('"post"."count" nulls last')
    expect(sorted({ field: count, descending: true, nullsFirst: true })).toBe(
      '"post"."count" desc nulls first',
    )
    expect(sorted({ field: at('total'), descending: false, nullsFirst: false })).toBe('"post"."total"')
  })
})

describe('a condition', () => {
  test('compares in a form that an index serves, its complement too', () => {
    expect(where(leaf('count', { op: 'eq' }))).toEqual(['"post"."count" = ?', 0])
    expect(where(leaf('count', { op: 'eq', not: true }))).toEqual(['("post"."count" is not ?)', 0])
    expect(where(leaf('count', { op: 'gt', not: true }))).toEqual([
      '("post"."count" <= ? or "post"."count" is null)',
      0,
    ])
    expect(where(leaf('total', { op: 'gte', not: true }))).toEqual(['"post"."total" < ?', 0])
    expect(where(leaf('count', { op: 'null', not: true }))).toEqual(['"post"."count" is not null'])
  })

  test('takes a list as one parameter', () => {
    const list = '(select value from json_each(?))'
    expect(where(leaf('count', { op: 'in', withNull: false }))).toEqual([`"post"."count" in ${list}`, 0])
    expect(where(leaf('count', { op: 'in', withNull: true }))).toEqual([
      `("post"."count" in ${list} or "post"."count" is null)`,
      0,
    ])
    expect(where(leaf('count', { op: 'in', not: true, withNull: false }))).toEqual([
      `("post"."count" not in ${list} or "post"."count" is null)`,
      0,
    ])
    expect(where(leaf('total', { op: 'in', not: true, withNull: false }))).toEqual([
      `"post"."total" not in ${list}`,
      0,
    ])
  })

  test('encodes a prefix as a range, and repeats a parameter where the text does', () => {
    const { text, args } = find({ where: leaf('name', { op: 'startsWith', param: 2 }) })
    expect(text).toMatch(/\("post"."name" >= \? and "post"."name" < \?\)$/)
    expect(args.map(({ position, encode }) => [position, encode?.('ab') ?? 'ab'])).toEqual([
      [2, 'ab'],
      [2, 'ac'],
    ])
  })

  test('quotes the keys of a path', () => {
    const [text] = where(leaf('data', { op: 'eq', jsonType: 'number', path: ['a.b', "o'r", '"', ''] }))
    expect(text).toContain(String.raw`'$."a.b"."o''r"."\""."'`.slice(0, -1))
    expect(text).toContain(`in ('integer', 'real') and json_extract("post"."data", `)
  })

  test('joins, and folds what always or never holds', () => {
    const [a, b] = [leaf('count', { op: 'eq', param: 1 }), leaf('total', { op: 'lt', param: 0 })]
    expect(where(or(a, and(b, not(a))))).toEqual([
      '("post"."count" = ? or ("post"."total" < ? and ("post"."count" is not ?)))',
      1,
      0,
      1,
    ])
    expect(where(NEVER)).toEqual(['1 = 0'])
  })
})

describe('figures', () => {
  test('are counted and grouped in one statement', () => {
    expect(countStatement({ kind: 'count', model, where: leaf('total', { op: 'eq' }) }, dialect).text).toBe(
      'select count(*) from "post" where "post"."total" = ?',
    )
    const { text } = aggregateStatement(
      {
        kind: 'aggregate',
        model,
        by: [at('name')],
        terms: [{ fn: 'count' }, { fn: 'count', field: at('count') }, { fn: 'max', field: at('big') }],
        where: { op: 'always' },
        sort: [{ field: at('name'), descending: true, nullsFirst: false }],
        limit: { literal: 3 },
      },
      dialect,
    )
    expect(text).toBe(
      'select "post"."name", count(*), count("post"."count"), cast(max("post"."big") as text) from "post" group by "post"."name" order by "post"."name" desc limit 3',
    )
  })
})

describe('a write', () => {
  const set = { field: at('count'), to: { op: 'set', param: 1 } } as const

  test('inserts the given columns, or none', () => {
    const insert = insertStatement(
      { kind: 'insert', model, fields: [at('id'), at('active')], returnsKey: false },
      dialect,
    )
    expect(insert.text).toBe('insert into "post" ("id", "active") values (?, ?)')
    expect(insert.args[1]?.encode?.(true)).toBe(1)
    expect(insert.args[1]?.encode?.(null)).toBe(null)
    expect(insertStatement({ kind: 'insert', model, fields: [], returnsKey: true }, dialect).text).toBe(
      'insert into "post" default values',
    )
  })

  test('updates and destroys what matches', () => {
    const plan = { model, where: leaf('id', { op: 'eq' }) } as const
    const update = updateStatement({ kind: 'update', ...plan, set: [set] }, dialect)
    expect(update.text).toBe('update "post" set "count" = ? where "post"."id" = ?')
    expect(update.args.map(({ position }) => position)).toEqual([1, 0])
    expect(destroyStatement({ kind: 'destroy', ...plan }, dialect).text).toBe(
      'delete from "post" where "post"."id" = ?',
    )
  })

  test('upserts by its target, setting a column to itself where there is nothing to set', () => {
    const plan = {
      kind: 'upsert',
      model,
      fields: [at('id'), at('name')],
      target: { fields: [at('name')] },
      where: ALWAYS,
    } as const
    expect(upsertStatement({ ...plan, set: [] }, dialect).text).toMatch(
      /^insert into "post" \("id", "name"\) values \(\?, \?\) on conflict \("name"\) do update set "name" = "post"."name" returning "post"."id", /,
    )
    const increment = { field: at('total'), to: { op: 'increment', param: 2 } } as const
    expect(upsertStatement({ ...plan, set: [increment] }, dialect).text).toContain(
      `do update set "total" = case when "post"."total" + ? not between -9007199254740991 and 9007199254740991 then prometheus_overflow('total', 'integer') else "post"."total" + ? end returning`,
    )
  })
})
