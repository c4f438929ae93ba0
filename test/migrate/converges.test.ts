import { field, ref } from 'prometheus-odm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { engines } from './engines.ts'
import type { WrittenModel } from './workspace.ts'
import { shapesOf, Workspace } from './workspace.ts'

/** Each kind, with defaults that are hard to write and to read back. */
const kinds: Readonly<Record<string, readonly object[]>> = {
  id: [field.id(), field.id({ type: 'auto' }), field.id({ type: 'objectId' })],
  string: [
    field.string(),
    field.string({ maxLength: 30, default: '' }),
    field.string({ default: "it's" }),
    field.string({ default: 'a\\b"c`d' }),
    field.string({ default: 'null' }),
    field.string({ default: "-- x; 'é 😀\n" }),
    field.string({ required: true, maxLength: 1000 }),
  ],
  text: [field.text(), field.text({ required: true })],
  integer: [
    field.integer(),
    field.integer({ default: 0 }),
    field.integer({ default: -5 }),
    field.integer({ default: Number.MAX_SAFE_INTEGER, nullable: true }),
  ],
  bigint: [
    field.bigint(),
    field.bigint({ default: 9_223_372_036_854_775_807n }),
    field.bigint({ default: -1n }),
  ],
  number: [
    field.number(),
    field.number({ default: 0.1 }),
    field.number({ default: -1e-7 }),
    field.number({ default: 1e21 }),
    field.number({ default: 3 }),
  ],
  decimal: [
    field.decimal(),
    field.decimal({ precision: 12, scale: 2, default: '9.90' }),
    field.decimal({ precision: 38, scale: 10, default: '-0.5' }),
    field.decimal({ precision: 18, scale: 0, default: '0' }),
  ],
  boolean: [
    field.boolean(),
    field.boolean({ default: true }),
    field.boolean({ default: false, nullable: true }),
  ],
  date: [field.date(), field.date({ default: '2026-11-30' })],
  datetime: [
    field.datetime(),
    field.datetime({ default: new Date('2026-11-30T12:34:56.789Z') }),
    field.datetime({ default: new Date(0) }),
  ],
  time: [field.time(), field.time({ default: '12:34:56.789' }), field.time({ default: '00:00:00' })],
  json: [field.json(), field.json({ default: { a: [1, "it's", null] } }), field.json({ default: 'text' })],
  array: [
    field.array(field.string()),
    field.array(field.integer(), { default: [1, 2] }),
    field.array(field.string(), { default: ["it's", 'a,b', '"', 'null'] }),
    field.array(field.decimal({ precision: 20, scale: 3 })),
    field.array(field.datetime()),
    field.array(field.boolean(), { nullable: true }),
  ],
  enum: [
    field.enum(['draft', "it's"], { default: 'draft' }),
    field.enum(['a'], { required: true }),
    field.enum(['a', 'b', 'c', 'd'], { index: true }),
  ],
  email: [field.email(), field.email({ unique: true })],
  url: [field.url()],
  phone: [field.phone()],
  color: [field.color({ default: '#ff0000' })],
  ip: [field.ip()],
  password: [field.password(), field.password({ required: true })],
  bytes: [field.bytes(), field.bytes({ default: new Uint8Array([0, 39, 255]) })],
  file: [field.file()],
}

const id = field.id()
const model = (schema: object, more: object = {}): WrittenModel[] => [
  { name: 'Thing', schema: { id, ...schema }, ...more },
]

const several = (fields: readonly object[]) =>
  model(Object.fromEntries(fields.map((one, i) => [`value${i + 1}`, one])))

const { id: ids = [], ...others } = kinds

const shapes: Readonly<Record<string, readonly WrittenModel[]>> = {
  ...Object.fromEntries(
    ids.map((one, i) => [`id ${i + 1}`, [{ name: 'Thing', schema: { id: one, name: field.string() } }]]),
  ),
  ...Object.fromEntries(Object.entries(others).map(([kind, fields]) => [kind, several(fields)])),
  'an index': model({ a: field.string({ index: true }) }),
  'a unique index': model({ a: field.string({ unique: true }), b: field.integer({ unique: true }) }),
  'indexes for a search': model({
    a: field.string({ search: true }),
    b: field.text({ search: true, index: true, required: true }),
    c: field.enum(['a', 'b'], { search: true, unique: true }),
    end: field.url({ search: true }),
    text: field.email({ search: true }),
    ['f'.repeat(70)]: field.phone({ search: true }),
    d: field.string({ search: true, column: 'A (b"c) E\'' }),
  }),
  'unique within': model({ a: field.string(), b: field.integer({ unique: { within: ['a'] } }) }),
  'indexes of several fields': model(
    { a: field.string(), b: field.integer({ required: true }), c: field.datetime() },
    { indexes: [{ fields: ['a', 'b'] }, { fields: ['c', 'a', 'b'], unique: true, name: 'of_three' }] },
  ),
  'unique among the living': model({
    a: field.string({ unique: true }),
    gone: field.datetime({ tombstone: true }),
  }),
  'a key of several fields': [
    {
      name: 'Entry',
      schema: {
        shelf: field.string({ required: true }),
        number: field.integer({ required: true }),
        note: field.text(),
      },
      key: ['shelf', 'number'],
    },
  ],
  'names of SQL': [
    {
      name: 'Order',
      schema: { id, select: field.string({ index: true }), group: field.integer(), from: field.enum(['a']) },
    },
  ],
  'names in capitals, with blanks and quotes': [
    { name: 'Odd', table: 'Odd "Table"', schema: { id, a: field.boolean({ column: 'A b"c', index: true }) } },
  ],
  'long names': [
    {
      name: 'L'.repeat(70),
      schema: { id, ['f'.repeat(70)]: field.enum(['a', 'b'], { unique: true }), other: ref('L'.repeat(70)) },
    },
  ],
  'references in a circle': [
    { name: 'Author', schema: { id, name: field.string(), best: ref('Post') } },
    {
      name: 'Post',
      schema: {
        id,
        author: ref('Author', { required: true }),
        parent: ref('Post'),
        editor: ref('Author', { index: false }),
      },
    },
  ],
  'references to keys of the database': [
    { name: 'Author', schema: { id: field.id({ type: 'auto' }) } },
    { name: 'Post', schema: { id, author: ref('Author', { type: 'auto', unique: true }) } },
  ],
}

describe.each(engines)('$name', (engine) => {
  let space: Workspace
  beforeEach(async () => {
    space = await Workspace.on(engine)
  })
  afterEach(() => space.end())

  test.each(Object.keys(shapes))(
    '%s: a second diff is empty, and the way back leaves nothing',
    async (name) => {
      const models = shapes[name] as WrittenModel[]
      expect(await space.migrate(models)).toEqual([])
      expect(await space.check(models)).toEqual([])
      const made = await space.tables()
      expect(made).toHaveLength(models.length)
      await space.rollback()
      expect(await space.tables()).toEqual([])
      await space.with((store) => Promise.resolve(store.sync()), shapesOf(models))
      expect((await space.diff(models)).summary).toEqual([])
      expect(await space.tables()).toEqual(made)
    },
  )

  test('all kinds in one table, added to a table that has records', async () => {
    const bare = model({})
    await space.migrate(bare)
    await space.insert(bare, 'Thing', [{ id: '01890000-0000-7000-8000-000000000001' }])
    const fields = Object.entries(others).flatMap(([kind, list]) =>
      list.map((one, i): [string, object] => [`${kind}${i}`, one]),
    )
    const optional = fields.filter(
      ([, one]) => !(one as { options: { required?: boolean } }).options.required,
    )
    const models = model(Object.fromEntries(optional))
    expect(await space.migrate(models)).toEqual([])
    const [row] = await space.find(models, 'Thing')
    expect(row).toMatchObject({ string1: '', integer2: -5, decimal1: '9.90', boolean1: true, enum0: 'draft' })
    await space.rollback()
    expect(await space.find(bare, 'Thing')).toHaveLength(1)
    expect((await space.diff(bare)).summary).toEqual([])
  })
})
