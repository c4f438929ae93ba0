import { field } from 'prometheus-odm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pullDatabase } from '../../src/migrate/pull/pull.ts'
import { oneFile } from '../../src/migrate/pull/text.ts'
import { engines } from './engines.ts'
import type { WrittenModel } from './workspace.ts'
import { shapesOf, Workspace } from './workspace.ts'

const id = field.id()
const key = '01890000-0000-7000-8000-000000000001'
const post = (schema: object, more: object = {}): WrittenModel[] => [
  { name: 'Post', schema: { id, ...schema }, ...more },
]
const plain = post({ title: field.string() })
const searched = post({ title: field.string({ search: true }) })
const record = { id: key, title: 'Étui, red' }

const index = (column: string, table = 'post') => ({
  name: `${table}_${column}_search`,
  columns: [{ column }],
  unique: false,
  kind: 'search',
})

describe.each(engines)('$name', (engine) => {
  const has = engine.name === 'postgres'
  let space: Workspace
  beforeEach(async () => {
    space = await Workspace.on(engine)
  })
  afterEach(() => space.end())

  const indexes = async () => (await space.tables()).flatMap((table) => table.indexes)
  const wanted = (...all: object[]) => (has ? all : [])

  test('an index for a search is added and dropped, up and down, where the database has one', async () => {
    await space.migrate(plain)
    await space.insert(plain, 'Post', [record])
    expect((await space.diff(searched)).summary).toEqual(
      has ? ['make search index post_title_search of post'] : [],
    )
    expect(await space.migrate(searched)).toEqual([])
    expect(await indexes()).toEqual(wanted(index('title')))
    expect(await space.check(searched)).toEqual([])
    await space.rollback()
    expect(await indexes()).toEqual([])
    await space.apply()
    expect(await space.migrate(plain)).toEqual([])
    expect(await indexes()).toEqual([])
    await space.rollback()
    expect(await indexes()).toEqual(wanted(index('title')))
    expect(await space.find(searched, 'Post')).toEqual([record])
  })

  test('it keeps its entries where its field or table gets another name', async () => {
    await space.migrate(searched)
    await space.insert(searched, 'Post', [record])
    const renamed = post(
      { 'naïve "headline"': field.string({ search: true, was: 'title', column: 'naïve "headline"' }) },
      { was: 'Post' },
    ).map((model) => ({ ...model, name: 'Article' }))
    const { summary } = await space.diff(renamed)
    expect(summary.filter((line) => line.includes('index'))).toEqual(
      has ? ['rename index post_title_search of article to article_naïve "headline"_search'] : [],
    )
    expect(await space.migrate(renamed)).toEqual([])
    expect(await indexes()).toEqual(wanted(index('naïve "headline"', 'article')))
    expect(await space.find(renamed, 'Article')).toEqual([{ id: key, 'naïve "headline"': record.title }])
    await space.rollback()
    expect(await indexes()).toEqual(wanted(index('title')))
    expect((await space.diff(searched)).summary).toEqual([])
    expect(await space.find(searched, 'Post')).toEqual([record])
  })

  test('it takes the place of an index of another kind, and is made anew', async () => {
    const indexed = post({ title: field.string({ required: true, index: true }) })
    await space.migrate(indexed)
    const [before] = await indexes()
    expect(await space.migrate(post({ title: field.string({ required: true, search: true }) }))).toEqual([])
    expect(await indexes()).toEqual(wanted(index('title')))
    expect(await space.migrate(indexed)).toEqual([])
    expect(await indexes()).toEqual([before])
  })

  test('it goes with its field, also where the column stays for what it holds', async () => {
    await space.migrate(searched)
    await space.insert(searched, 'Post', [record])
    const bare = post({})
    const { summary } = await space.diff(bare, { allowDestructive: false })
    expect(summary).toEqual([])
    expect(await space.migrate(bare)).toEqual([])
    expect(await indexes()).toEqual([])
    await space.rollback()
    expect(await indexes()).toEqual(wanted(index('title')))
  })

  test('its field changes to another kind of text and back, and to one that has no words', async () => {
    await space.migrate(searched)
    await space.insert(searched, 'Post', [{ id: key, title: '12' }])
    const text = post({ title: field.text({ search: true, required: true }) })
    expect(await space.migrate(text)).toEqual([])
    expect(await indexes()).toEqual(wanted(index('title')))
    const number = post({ title: field.integer() })
    expect(await space.migrate(number)).toEqual([])
    expect(await space.find(number, 'Post')).toEqual([{ id: key, title: 12 }])
    await space.rollback()
    await space.rollback()
    expect(await indexes()).toEqual(wanted(index('title')))
    expect(await space.find(searched, 'Post')).toEqual([{ id: key, title: '12' }])
  })

  test('it is read back into a model', async () => {
    const shape = post({
      title: field.string({ search: true, maxLength: 30 }),
      code: field.text({ search: true, index: true, required: true }),
    })
    await space.migrate(shape)
    if (has) await space.sql('alter index post_title_search rename to post_title_index')
    const pulled = await space.with((_store, access) => pullDatabase(access))
    const text = oneFile(pulled.models, pulled.skipped)
    expect(text.match(/search: true/g) ?? []).toHaveLength(has ? 2 : 0)
    expect(text).toContain('index: true')
    expect(text).not.toContain('indexes:')
    expect(pulled.differences).toEqual(
      has ? ['rename index post_title_index of post to post_title_search'] : [],
    )
  })
})

const servers = engines.filter(({ name }) => name === 'postgres')

describe.each(servers)('$name, by hand', (engine) => {
  let space: Workspace
  beforeEach(async () => {
    space = await Workspace.on(engine)
    await space.migrate(searched)
  })
  afterEach(() => space.end())

  const missing = 'The models need a migration: make search index post_title_search of post.'
  const drift = expect.stringMatching(/^The tables are not as .* left them/)

  test.each([
    ['dropped', 'drop index post_title_search'],
    [
      'made over something else',
      "drop index post_title_search; create index post_title_search on post using gin (regexp_split_to_array(title, 'octet_length(title)'))",
    ],
    [
      'made over some records',
      `do $$ begin execute regexp_replace((select indexdef from pg_indexes where schemaname = current_schema() and indexname = 'post_title_search'), 'INDEX post_title', 'INDEX other_title') || ' where id is null'; end $$; drop index post_title_search`,
    ],
  ])('one that was %s is seen, and is no index for a search', async (_what, text) => {
    await space.sql(text)
    expect(await space.check(searched)).toEqual([drift, missing])
  })

  test('sync refuses another index of its name, or of another table, and makes what is missing', async () => {
    const sync = (models: readonly WrittenModel[]) =>
      space.with((store) => Promise.resolve(store.sync()), shapesOf(models))
    await space.sql('drop index post_title_search')
    await sync(searched)
    expect((await space.diff(searched)).summary).toEqual([])
    await sync(searched)
    const refused = { code: 'SCHEMA_MISMATCH', details: { model: 'Post' } }
    await space.sql('drop index post_title_search; create index post_title_search on post (title)')
    await expect(sync(searched)).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("index 'post_title_search' is not over the words of column 'title'"),
    })
    await space.sql(
      'drop index post_title_search; create table other (a int); create index post_title_search on other (a)',
    )
    await expect(sync(searched)).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("is one of table 'other'"),
    })
  })
})
