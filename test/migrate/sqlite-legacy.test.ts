import { field, ref } from 'prometheus-odm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pullDatabase } from '../../src/migrate/pull/pull.ts'
import { oneFile } from '../../src/migrate/pull/text.ts'
import { engines } from './engines.ts'
import type { Engine, WrittenModel } from './workspace.ts'
import { Workspace } from './workspace.ts'

// Files of SQLite as other programs make them: types that SQLite does not know, actions of references, triggers.
const engine = engines.find(({ name }) => name === 'sqlite') as Engine

let space: Workspace
beforeEach(async () => {
  space = await Workspace.on(engine)
})
afterEach(() => space.end())

async function statements(texts: readonly string[]): Promise<void> {
  for (const text of texts) await space.sql(text)
}

async function pulledModels(): Promise<readonly WrittenModel[]> {
  const { models } = await space.with((_store, access) => pullDatabase(access))
  return models.map(({ name, table, fields, key, indexes }) => ({
    name,
    table: table.name,
    schema: Object.fromEntries(fields.map((one) => [one.key, one.entry])),
    key,
    indexes: indexes.map(({ name: index, ...rest }) => ({
      ...rest,
      ...(index !== undefined && { name: index }),
    })),
  }))
}

const LEGACY = [
  `create table authors (id integer primary key, name varchar(100) not null, email text not null unique,
     born date, active boolean not null default 1, made datetime default current_timestamp, odd geometry)`,
  `create table posts (post_id integer primary key autoincrement, title text not null default 'it''s',
     author_id integer not null references authors(id) on delete cascade, state text check (state = 'draft' or state='live'),
     price decimal(10,2), meta json)`,
  'create index by_author on posts (author_id, title desc)',
  "insert into authors values (5, 'A', 'a@b', '2020-02-03', 1, '2020-02-03 04:05:06', 'x')",
  "insert into posts values (9, 'T', 5, 'live', 1.5, '{}')",
]

test('models of a file of another program: read, compared, and the file made theirs with all that is in it', async () => {
  await statements(LEGACY)
  const models = await pulledModels()
  await space.write(models, (text) => text)
  await space.apply()
  expect((await space.diff(models)).summary).toEqual([])
  expect(await space.find(models, 'Authors')).toEqual([
    {
      id: 5,
      name: 'A',
      email: 'a@b',
      born: '2020-02-03',
      active: true,
      made: new Date('2020-02-03T04:05:06Z'),
    },
  ])
  expect(await space.find(models, 'Posts')).toEqual([
    { postId: 9, title: 'T', authorId: 5, state: 'live', price: '1.50', meta: {} },
  ])
  const { models: again } = await space.with((_store, access) => pullDatabase(access))
  expect(oneFile(again, [])).not.toMatch(/on delete cascade|geometry/)
  await expect(space.rollback()).rejects.toThrow(
    /^This migration has no way back by itself: posts\.price: values of decimal/,
  )
})

test('what a column of another program holds against its type stops the migration', async () => {
  await statements([...LEGACY, "update authors set born = 'yesterday'"])
  const models = await pulledModels()
  await space.write(models)
  await expect(space.apply()).rejects.toThrow(/authors\.born has values that the new column cannot hold/)
})

test('what models cannot say is told, and a table that would lose it is not made anew', async () => {
  await statements([
    "create table t (id text primary key, a text collate nocase, b integer generated always as (1) virtual, c varchar(3), check (a <> 'x'))",
  ])
  const { models } = await space.with((_store, access) => pullDatabase(access))
  expect(models[0]?.notes.join('\n')).toMatch(/COLLATE of a[\s\S]*GENERATED of b[\s\S]*check \(a <> 'x'\)/)
  await expect(space.write(await pulledModels())).rejects.toThrow(
    /Table 't' has to be made anew for this, and would lose what models cannot say: COLLATE of a/,
  )
})

test('a migration may have any statement, and is undone as a whole where a reference would lead nowhere', async () => {
  const id = field.id()
  const models = [
    { name: 'Author', schema: { id } },
    { name: 'Post', schema: { id, author: ref('Author'), n: field.integer() } },
  ]
  const [one, two] = [1, 2].map((n) => `01890000-0000-7000-8000-00000000000${n}`)
  await space.migrate(models)
  await space.insert(models, 'Author', [{ id: one }])
  await space.insert(models, 'Post', [{ id: two, authorId: one, n: 1 }])
  const more = [{ name: 'Author', schema: { id, name: field.string() } }, models[1] as WrittenModel]
  const file = await space.write(more, (text) =>
    text.replace('-- up\n', '-- up\n\nwith x as (select 2 as n) update post set n = (select n from x);\n'),
  )
  await space.apply()
  expect(await space.find(more, 'Post')).toEqual([{ id: two, authorId: one, n: 2 }])
  await space.rollback()
  space.edit(file, (text) => text.replace('-- up\n', '-- up\n\ndelete from author;\n'))
  await expect(space.apply()).rejects.toThrow(
    /would leave 1 references that lead nowhere \(post → author\), so all of it was undone/,
  )
  expect(await space.find(models, 'Author')).toHaveLength(1)
  expect(await space.status()).toEqual(['applied', 'pending'])
})

test('triggers and views outlive a table that is made anew', async () => {
  const id = field.id()
  const before = [{ name: 'Thing', schema: { id, n: field.integer() } }]
  await space.migrate(before)
  await statements([
    'create table log (n)',
    'create trigger note after insert on thing begin insert into log values (new.n); insert into log values (0); end',
    'create view seen as select n from thing',
  ])
  const after = [{ name: 'Thing', schema: { id, n: field.number() } }]
  await space.write(after)
  await space.apply()
  await space.insert(after, 'Thing', [{ id: '01890000-0000-7000-8000-000000000001', n: 1.5 }])
  const rows = await space.with(async (_store, access) => access.query('select n from log order by n'))
  expect(rows).toEqual([{ n: 0 }, { n: 1.5 }])
  expect(await space.with(async (_store, access) => access.query('select n from seen'))).toEqual([{ n: 1.5 }])
})
