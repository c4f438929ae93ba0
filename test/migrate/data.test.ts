import { field, ref } from 'prometheus-odm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { engines } from './engines.ts'
import type { WrittenModel } from './workspace.ts'
import { Workspace } from './workspace.ts'

const id = field.id()
const key = (n: number) => `01890000-0000-7000-8000-00000000000${n}`
const thing = (schema: object, more: object = {}): WrittenModel[] => [
  { name: 'Thing', schema: { id, ...schema }, ...more },
]

/** What changes in a model with records, and what these are before and after it, and after the way back. */
interface Case {
  readonly before: WrittenModel[]
  readonly after: WrittenModel[]
  readonly rows: readonly object[]
  readonly becomes: readonly object[]
  /** Where that is not the rows as they were. */
  readonly back?: readonly object[]
  readonly model?: string
  readonly edit?: (text: string) => string
}

const fillWith = (value: string) => (text: string) =>
  text.replace(/(update .thing. set .rank. = )null/, `$1${value}`)

const cases: Readonly<Record<string, Case>> = {
  'a field is renamed': {
    before: thing({ old: field.string({ index: true }), flag: field.boolean({ default: true }) }),
    after: thing({
      fresh: field.string({ index: true, was: 'old' }),
      shown: field.boolean({ default: true, was: 'flag' }),
    }),
    rows: [{ old: 'a', flag: false }],
    becomes: [{ fresh: 'a', shown: false }],
  },
  'a long text that is unique among the living is renamed, and so is what says who lives': {
    before: thing({ link: field.url({ unique: true }), gone: field.datetime({ tombstone: true }) }),
    after: thing({
      page: field.url({ unique: true, was: 'link' }),
      left: field.datetime({ tombstone: true, was: 'gone' }),
    }),
    rows: [{ link: 'https://example.org/', gone: null }],
    becomes: [{ page: 'https://example.org/', left: null }],
  },
  'an enum is renamed and gets another value': {
    before: thing({ state: field.enum(['a', 'b']) }),
    after: thing({ status: field.enum(['a', 'b', 'c'], { was: 'state' }) }),
    rows: [{ state: 'b' }],
    becomes: [{ status: 'b' }],
  },
  'a model is renamed': {
    before: thing({ name: field.string({ unique: true }), kind: field.enum(['a', 'b']) }),
    after: [
      {
        name: 'Item',
        was: 'Thing',
        schema: { id, name: field.string({ unique: true }), kind: field.enum(['a', 'b']) },
      },
    ],
    rows: [{ name: 'a', kind: 'b' }],
    becomes: [{ name: 'a', kind: 'b' }],
    model: 'Item',
  },
  'text grows': {
    before: thing({ name: field.string({ maxLength: 10 }) }),
    after: thing({ name: field.string({ maxLength: 300, required: true }) }),
    rows: [{ name: 'é😀' }],
    becomes: [{ name: 'é😀' }],
  },
  'a short text becomes a long one': {
    before: thing({ name: field.string({ default: 'none' }) }),
    after: thing({ name: field.text({ required: true }) }),
    rows: [{ name: 'a' }],
    becomes: [{ name: 'a' }],
  },
  'a decimal gets more digits': {
    before: thing({ price: field.decimal({ precision: 12, scale: 2, default: '1.00' }) }),
    after: thing({ price: field.decimal({ precision: 14, scale: 3, default: '2' }) }),
    rows: [{ price: '-9.90' }, { price: '1234567890.12' }],
    becomes: [{ price: '-9.900' }, { price: '1234567890.120' }],
  },
  'a decimal gets more digits than an integer has': {
    before: thing({ price: field.decimal({ precision: 18, scale: 2, index: true }) }),
    after: thing({ price: field.decimal({ precision: 30, scale: 4, index: true }) }),
    rows: [{ price: '-9.90' }, { price: null }],
    becomes: [{ price: '-9.9000' }, { price: null }],
  },
  'an integer becomes a number': {
    before: thing({ size: field.integer() }),
    after: thing({ size: field.number({ default: 0.5 }) }),
    rows: [{ size: 3 }],
    becomes: [{ size: 3 }],
  },
  'an integer becomes a decimal': {
    before: thing({ size: field.integer() }),
    after: thing({ size: field.decimal({ precision: 18, scale: 2 }) }),
    rows: [{ size: -3 }],
    becomes: [{ size: '-3.00' }],
  },
  'an integer becomes a bigint': {
    before: thing({ size: field.integer({ default: 1 }) }),
    after: thing({ size: field.bigint({ default: 2n }) }),
    rows: [{ size: 3 }],
    becomes: [{ size: 3n }],
  },
  'an integer becomes text': {
    before: thing({ size: field.integer() }),
    after: thing({ size: field.string() }),
    rows: [{ size: -42 }],
    becomes: [{ size: '-42' }],
  },
  'null is taken no more, with a default': {
    before: thing({ rank: field.integer(), name: field.string() }),
    after: thing({ rank: field.integer({ default: 7 }), name: field.string() }),
    rows: [
      { rank: null, name: 'a' },
      { rank: 1, name: 'b' },
    ],
    becomes: [
      { rank: 7, name: 'a' },
      { rank: 1, name: 'b' },
    ],
    back: [
      { rank: 7, name: 'a' },
      { rank: 1, name: 'b' },
    ],
  },
  'a field that is required is new, with a default': {
    before: thing({ name: field.string() }),
    after: thing({
      name: field.string(),
      rank: field.integer({ default: 7 }),
      at: field.datetime({ default: new Date(5) }),
    }),
    rows: [{ name: 'a' }],
    becomes: [{ name: 'a', rank: 7, at: new Date(5) }],
  },
  'a field that is required is new, and the file says what it is': {
    before: thing({ size: field.integer() }),
    after: thing({ size: field.integer(), rank: field.integer({ required: true }) }),
    rows: [{ size: 20 }],
    becomes: [{ size: 20, rank: 40 }],
    edit: fillWith('size * 2'),
  },
  'a field becomes required, and the file says what it is': {
    before: thing({ size: field.integer(), rank: field.integer() }),
    after: thing({ size: field.integer(), rank: field.integer({ required: true }) }),
    rows: [
      { size: 20, rank: null },
      { size: 1, rank: 5 },
    ],
    becomes: [
      { size: 20, rank: 40 },
      { size: 1, rank: 5 },
    ],
    back: [
      { size: 20, rank: 40 },
      { size: 1, rank: 5 },
    ],
    edit: fillWith('size * 2'),
  },
  'null is taken': {
    before: thing({ name: field.string({ required: true }) }),
    after: thing({ name: field.string() }),
    rows: [{ name: 'a' }],
    becomes: [{ name: 'a' }],
  },
  'a default comes, goes and changes': {
    before: thing({
      a: field.string({ nullable: true }),
      b: field.string({ default: 'x' }),
      c: field.boolean({ default: true }),
    }),
    after: thing({
      a: field.string({ nullable: true, default: 'y' }),
      b: field.string({ required: true }),
      c: field.boolean({ default: false }),
    }),
    rows: [{ a: null, b: 'b', c: true }],
    becomes: [{ a: null, b: 'b', c: true }],
  },
  'indexes come, go and change': {
    before: thing({
      a: field.string({ index: true }),
      b: field.string({ unique: true }),
      c: field.integer(),
    }),
    after: thing(
      { a: field.string({ unique: true }), b: field.string(), c: field.integer({ index: true }) },
      { indexes: [{ fields: ['c', 'a'] }] },
    ),
    rows: [
      { a: 'a', b: 'b', c: 1 },
      { a: 'b', b: 'c', c: 1 },
    ],
    becomes: [
      { a: 'a', b: 'b', c: 1 },
      { a: 'b', b: 'c', c: 1 },
    ],
  },
  'an index gets another name, and another order of fields': {
    before: thing(
      { a: field.string(), b: field.integer() },
      {
        indexes: [
          { fields: ['a', 'b'], name: 'one' },
          { fields: ['a', 'b'], unique: true, name: 'same' },
        ],
      },
    ),
    after: thing(
      { a: field.string(), b: field.integer() },
      {
        indexes: [
          { fields: ['a', 'b'], name: 'two' },
          { fields: ['b', 'a'], unique: true, name: 'same' },
        ],
      },
    ),
    rows: [{ a: 'a', b: 1 }],
    becomes: [{ a: 'a', b: 1 }],
  },
  'unique becomes unique among the living': {
    before: thing({ a: field.string({ unique: true }) }),
    after: thing({ a: field.string({ unique: true }), gone: field.datetime({ tombstone: true }) }),
    rows: [{ a: 'a' }],
    becomes: [{ a: 'a', gone: null }],
  },
  'an enum loses a value that no record has': {
    before: thing({ state: field.enum(['a', 'b', 'c']) }),
    after: thing({ state: field.enum(['a', 'b']) }),
    rows: [{ state: 'b' }],
    becomes: [{ state: 'b' }],
  },
  'text becomes an enum': {
    before: thing({ state: field.string() }),
    after: thing({ state: field.enum(['a', 'b'], { default: 'a' }) }),
    rows: [{ state: 'b' }],
    becomes: [{ state: 'b' }],
  },
  'a field goes': {
    before: thing({ name: field.string({ index: true }), size: field.integer() }),
    after: thing({ size: field.integer() }),
    rows: [{ name: 'a', size: 1 }],
    becomes: [{ size: 1 }],
    back: [{ name: null, size: 1 }],
  },
  'a field that is required goes, and comes back empty': {
    before: thing({ name: field.string({ default: 'none' }), size: field.integer() }),
    after: thing({ size: field.integer() }),
    rows: [{ name: 'a', size: 1 }],
    becomes: [{ size: 1 }],
    back: [{ name: 'none', size: 1 }],
  },
  'much at once': {
    before: thing({
      a: field.string({ unique: true }),
      b: field.integer(),
      c: field.decimal({ precision: 10, scale: 2 }),
      d: field.text(),
    }),
    after: [
      {
        name: 'Item',
        was: 'thing',
        schema: {
          id,
          name: field.text({ was: 'a', required: true }),
          b: field.bigint({ default: 0n, index: true }),
          c: field.decimal({ precision: 20, scale: 2 }),
          e: field.array(field.string()),
        },
      },
    ],
    rows: [{ a: 'x', b: null, c: '1.50', d: 'gone' }],
    becomes: [{ name: 'x', b: 0n, c: '1.50', e: [] }],
    back: [{ a: 'x', b: 0, c: '1.50', d: null }],
    model: 'Item',
  },
}

const withKeys = (rows: readonly object[]) => rows.map((row, i) => ({ id: key(i + 1), ...row }))

describe.each(engines)('$name: data survives where', (engine) => {
  let space: Workspace
  beforeEach(async () => {
    space = await Workspace.on(engine)
  })
  afterEach(() => space.end())

  test.each(Object.keys(cases))('%s', async (name) => {
    const { before, after, rows, becomes, back = rows, model = 'Thing', edit } = cases[name] as Case
    await space.migrate(before)
    const made = await space.tables()
    await space.insert(before, 'Thing', withKeys(rows))
    expect(await space.migrate(after, edit)).toEqual([])
    expect(await space.find(after, model)).toEqual(withKeys(becomes))
    expect(await space.check(after)).toEqual([])
    await space.rollback()
    expect(await space.find(before, 'Thing')).toEqual(withKeys(back))
    const sorted = (tables: typeof made) =>
      tables.map(({ columns, ...rest }) => ({
        ...rest,
        columns: columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      }))
    expect(sorted(await space.tables())).toEqual(sorted(made))
    await space.apply()
    expect((await space.diff(after)).summary).toEqual([])
  })
})

describe.each(engines)('$name', (engine) => {
  let space: Workspace
  beforeEach(async () => {
    space = await Workspace.on(engine)
  })
  afterEach(() => space.end())

  const author = (schema: object) => ({
    name: 'Author',
    schema: { id: field.id({ type: 'auto' }), ...schema },
  })
  const post = {
    name: 'Post',
    schema: { id, author: ref('Author', { type: 'auto', required: true }), parent: ref('Post') },
  }

  test('a table that others refer to changes, and takes nothing of them with it', async () => {
    const before = [author({ name: field.string(), rank: field.integer() }), post]
    await space.migrate(before)
    await space.insert(before, 'Author', [
      { name: 'a', rank: 1 },
      { name: 'b', rank: null },
    ])
    await space.insert(before, 'Post', [
      { id: key(1), authorId: 1, parentId: null },
      { id: key(2), authorId: 2, parentId: key(1) },
    ])
    const after = [
      author({ name: field.text({ required: true }), rank: field.number({ default: 2 }) }),
      { ...post, schema: { ...post.schema, note: field.enum(['x'], { default: 'x' }) } },
    ]
    expect(await space.migrate(after)).toEqual([])
    expect(await space.find(after, 'Author')).toEqual([
      { id: 1, name: 'a', rank: 1 },
      { id: 2, name: 'b', rank: 2 },
    ])
    expect(await space.find(after, 'Post')).toEqual([
      { id: key(1), authorId: 1, parentId: null, note: 'x' },
      { id: key(2), authorId: 2, parentId: key(1), note: 'x' },
    ])
    await expect(space.insert(after, 'Post', [{ id: key(3), authorId: 3, note: 'x' }])).rejects.toThrow(
      /not there/,
    )
    await space.insert(after, 'Author', [{ name: 'c', rank: 1 }])
    expect((await space.find(after, 'Author')).at(-1)).toMatchObject({ id: 3 })
    await space.rollback()
    expect(await space.find(before, 'Post')).toHaveLength(2)
  })

  test('a table that others refer to is renamed, and they refer to it still', async () => {
    const before = [author({ name: field.string() }), post]
    await space.migrate(before)
    await space.insert(before, 'Author', [{ name: 'a' }])
    await space.insert(before, 'Post', [{ id: key(1), authorId: 1, parentId: null }])
    const writer = ref('Writer', { type: 'auto', required: true, was: 'author' })
    const after = [
      {
        name: 'Writer',
        was: 'Author',
        schema: { id: field.id({ type: 'auto' }), name: field.text({ required: true }) },
      },
      { name: 'Post', schema: { id, writer, parent: ref('Post') } },
    ]
    expect(await space.migrate(after)).toEqual([])
    expect(await space.find(after, 'Post')).toEqual([{ id: key(1), writerId: 1, parentId: null }])
    await expect(space.insert(after, 'Post', [{ id: key(3), writerId: 3 }])).rejects.toThrow(/not there/)
    await space.rollback()
    expect(await space.find(before, 'Post')).toEqual([{ id: key(1), authorId: 1, parentId: null }])
  })

  test('what a new column cannot hold stops the migration, and nothing has changed', async () => {
    const before = thing({
      rank: field.integer(),
      price: field.decimal({ precision: 12, scale: 3 }),
      state: field.enum(['a', 'b']),
    })
    const row = { id: key(1), rank: null, price: '1.234', state: 'b' }
    await space.migrate(before)
    await space.insert(before, 'Thing', [row])
    const made = await space.tables()
    const narrower = {
      rank: field.integer({ required: true }),
      price: field.decimal({ precision: 12, scale: 2 }),
      state: field.enum(['a']),
    }
    for (const [name, one] of Object.entries(narrower)) {
      const after = thing({ ...(before[0]?.schema as object), [name]: one })
      const file = await space.write(after)
      await expect(space.apply()).rejects.toMatchObject({
        code: expect.stringMatching(/REFUSED|OVERFLOW|CHECK/),
      })
      if (engine.database !== 'mysql') {
        expect(await space.tables()).toEqual(made)
        expect(await space.find(before, 'Thing')).toEqual([row])
        expect((await space.status()).at(-1)).toBe('pending')
      }
      space.remove(file)
    }
  })

  test('what removes data is left out unless it is allowed, and records are written without it', async () => {
    const before = [
      ...thing({ name: field.string({ required: true, index: true }), size: field.integer() }),
      { name: 'Other', schema: { id } },
    ]
    await space.migrate(before)
    await space.insert(before, 'Thing', [{ id: key(1), name: 'a', size: 1 }])
    const after = thing({ size: field.integer() })
    const careful = await space.diff(after, { allowDestructive: false })
    expect(careful.losses).toEqual(['column thing.name', 'table other'])
    expect(careful.summary).toEqual(['change thing.name: takes null'])
    const open = await space.diff(after)
    expect(open.summary).toEqual(expect.arrayContaining(['remove thing.name', 'remove table other']))
    expect(await space.check(after)).toEqual(
      expect.arrayContaining(['The models need a migration: remove table other.']),
    )
  })

  test('tables of others are left alone', async () => {
    await space.sql("create table strange (a integer not null, b varchar(20) default 'x')")
    const models = thing({ name: field.string() })
    expect(await space.migrate(models)).toEqual([])
    expect((await space.tables()).map(({ name }) => name)).toEqual(['strange', 'thing'])
    expect(await space.check(models)).toEqual([])
  })
})
