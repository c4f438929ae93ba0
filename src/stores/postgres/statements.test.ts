import { describe, expect, test } from 'vitest'
import type { Condition, Leaf } from '../../query/condition.ts'
import { ALWAYS } from '../../query/condition.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { FindPlan, SortKey } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { findStatement } from '../sql/find.ts'
import { aggregateStatement } from '../sql/read.ts'
import { upsertStatement } from '../sql/upsert.ts'
import { destroyStatement, insertStatement, updateStatement } from '../sql/write.ts'
import { postgresDialect as dialect } from './dialect.ts'
import { bulkStatement } from './insert.ts'
import { addReference, postgresTables } from './table.ts'

const schema = {
  id: field.id(),
  name: field.string({ required: true, unique: true }),
  count: field.integer({ index: true }),
  total: field.integer({ required: true, default: 0 }),
  price: field.decimal({ precision: 12, scale: 2 }),
  tags: field.array(field.string()),
  data: field.json(),
  state: field.enum(["it's", 'off']),
}
const written = cast<SchemaDefinition>(schema, 'the factories give definitions')
const { shape: model } = buildModelSchema({ name: 'Post', schema: written }, new Map())
const at = (name: string): FieldShape => model.fields.find((one) => one.name === name) as FieldShape
const leaf = (name: string, rest: object): Leaf =>
  ({ not: false, param: 0, field: at(name), ...rest }) as Leaf

const base: FindPlan = { kind: 'find', model, fields: [at('id')], where: ALWAYS, sort: [], one: false }
const find = (plan: Partial<FindPlan>) => findStatement({ ...base, ...plan }, dialect).text
const where = (condition: Condition) =>
  find({ where: condition }).replace('select "post"."id" from "post" where ', '')
const sorted = (...sort: SortKey[]) => find({ sort }).replace('select "post"."id" from "post" order by ', '')

describe('a find', () => {
  test('numbers its parameters, and has an offset without a limit', () => {
    expect(find({ limit: { param: 0 }, offset: { param: 1 } })).toMatch(/ limit \$1 offset \$2$/)
    expect(find({ offset: { literal: 5 } })).toBe('select "post"."id" from "post" offset 5')
  })

  test('locks the rows of its own table', () => {
    expect(find({ lock: 'update' })).toMatch(/ for update of "post"$/)
    expect(find({ lock: 'share', limit: { literal: 1 } })).toMatch(/ limit 1 for share of "post"$/)
    expect(find({ lock: 'update skip locked' })).toMatch(/ for update of "post" skip locked$/)
  })

  test('says `not exists` so that rows which it waits for are asked again', () => {
    const relation = { name: 'namesakes', target: model, local: at('name'), foreign: at('name') }
    const none: Condition = { op: 'related', relation, where: ALWAYS, not: true }
    const found = 'exists (select 1 from "post" as "~1" where "~1"."name" = "post"."name")'
    expect(where(none)).toBe(`not ${found}`)
    const each = { field: at('name'), param: 0 }
    for (const plan of [{ lock: 'update' }, { lock: 'update', each }] as const)
      expect(find({ ...plan, where: none })).toMatch(/ \(exists \(select 1 .*\)\) is not true/)
    const update = { kind: 'update', model, set: [], where: none } as const
    expect(updateStatement(update, dialect).text).toContain(`where (${found}) is not true`)
    const destroy = { kind: 'destroy', model, where: none } as const
    expect(destroyStatement(destroy, dialect).text).toContain(`where (${found}) is not true`)
  })

  test('of a limit for each value is a lateral join', () => {
    const each = { field: at('name'), param: 0 }
    expect(find({ each, limit: { literal: 2 } })).toBe(
      'with "~of" ("value") as (select unnest($1::text[])) select "post"."id" from "~of" cross join lateral (select "~in".* from "post" as "~in" where "~in"."name" = "~of"."value" limit 2) as "post"',
    )
  })

  test('says where nulls go where PostgreSQL would put them elsewhere', () => {
    const count = at('count')
    expect(sorted({ field: count, descending: false, nullsFirst: true })).toBe('"post"."count" nulls first')
    expect(sorted({ field: count, descending: true, nullsFirst: false })).toBe(
      '"post"."count" desc nulls last',
    )
    expect(sorted({ field: count, descending: false, nullsFirst: false })).toBe('"post"."count"')
    expect(sorted({ field: at('total'), descending: false, nullsFirst: true })).toBe('"post"."total"')
  })
})

describe('a condition', () => {
  test('takes a list as one array', () => {
    expect(where(leaf('count', { op: 'in', withNull: false }))).toBe('"post"."count" = any($1)')
    expect(where(leaf('count', { op: 'in', not: true, withNull: false }))).toBe(
      '("post"."count" <> all($1) or "post"."count" is null)',
    )
  })

  test('goes by keys into objects, which are text, and compares JSON by type', () => {
    expect(where(leaf('data', { op: 'eq', jsonType: 'number', path: ['a', "o'r"] }))).toBe(
      `("post"."data" -> 'a'::text -> 'o''r'::text) = $1`,
    )
    expect(where(leaf('data', { op: 'gt', jsonType: 'string', path: ['a'] }))).toBe(
      `(jsonb_typeof(("post"."data" -> 'a'::text)) = 'string' and ("post"."data" ->> 'a'::text) collate "C" > $1)`,
    )
  })

  test('writes a backslash so that every setting of the server reads it alike', () => {
    expect(where(leaf('data', { op: 'exists', path: ["a\\'"] }))).toBe(
      `("post"."data" -> E'a\\\\'''::text) is not null`,
    )
  })

  test('asks arrays by their own operators', () => {
    expect(where(leaf('tags', { op: 'has' }))).toBe('$1 = any("post"."tags")')
    expect(where(leaf('tags', { op: 'hasAll' }))).toBe('"post"."tags" @> $1')
    expect(where(leaf('tags', { op: 'hasAny', not: true }))).toBe('(("post"."tags" && $1) is not true)')
  })
})

describe('a figure', () => {
  test('is told of types that PostgreSQL has no least value of', () => {
    const plan = { kind: 'aggregate', model, by: [], where: ALWAYS, sort: [] } as const
    const terms = [{ fn: 'min', field: at('id') } as const, { fn: 'count' } as const]
    const { text, decode } = aggregateStatement({ ...plan, terms }, dialect)
    expect(text).toBe('select min("post"."id"::text collate "C"), count(*) from "post"')
    expect(decode[1]?.(cast('3', 'the driver gives text'))).toBe(3)
  })
})

describe('a write', () => {
  test('of one row binds each value, of many each column', () => {
    const plan = { kind: 'insert', model, fields: [at('id'), at('tags')], returnsKey: true } as const
    expect(insertStatement(plan, dialect).text).toBe(
      'insert into "post" ("id", "tags") values ($1, $2) returning "id"',
    )
    expect(bulkStatement(plan).text).toBe(
      'insert into "post" ("id", "tags") select "~rows"."id", "~rows"."tags"::text[] from unnest($1::uuid[], $2::text[]) as "~rows" ("id", "tags") returning "id"',
    )
    expect(bulkStatement({ ...plan, fields: [], returnsKey: false }).text).toBe(
      'insert into "post" select from generate_series(1, $1::integer)',
    )
  })

  test('that adds fails on purpose where the field cannot hold the sum', () => {
    const set = [{ field: at('price'), to: { op: 'increment', param: 0 } } as const]
    const { text } = updateStatement({ kind: 'update', model, set, where: ALWAYS }, dialect)
    const sum = (marker: number) => `"post"."price" + $${marker}::numeric`
    expect(text).toBe(
      `update "post" set "price" = case when abs(${sum(1)}) > 9999999999.99 then ('prometheus_overflow:${at('price').index}' || left("post"."price"::text, 0))::numeric(12,2) else ${sum(2)} end`,
    )
  })

  test('of an upsert goes by its target', () => {
    const plan = { kind: 'upsert', model, fields: [at('name')], set: [], where: ALWAYS } as const
    expect(upsertStatement({ ...plan, target: { fields: [at('name')] } }, dialect).text).toContain(
      ' values ($1) on conflict ("name") do update set "name" = "post"."name" returning "post"."id", ',
    )
  })
})

describe('a definition', () => {
  test('of a table names its key and its checks, and has defaults as text', () => {
    expect(postgresTables.createTable(model, new Set())).toBe(
      `create table if not exists "post" ("id" uuid not null, "name" text COLLATE "C" not null, "count" bigint, "total" bigint not null default '0', "price" numeric(12,2), "tags" text[] COLLATE "C" not null default '{}', "data" jsonb, "state" text COLLATE "C" constraint "post_state_check" check ("state" = 'it''s' or "state" = 'off'), constraint "post_pkey" primary key ("id"))`,
    )
  })

  test('of an index has nulls where a sort has them', () => {
    const texts = model.indexes.map((index) => postgresTables.createIndex(index, model))
    expect(texts).toEqual([
      'create unique index "post_name_unique" on "post" ("name")',
      'create index "post_count_index" on "post" ("count" nulls first)',
    ])
  })

  test('of a reference names what it refers to', () => {
    const refers = { ...at('count'), ref: { model: 'Shop', table: 'shop', attribute: 'id', column: 'id' } }
    expect(addReference(refers, model)).toBe(
      'alter table "post" add constraint "post_count_fkey" foreign key ("count") references "shop" ("id")',
    )
  })
})
