import { describe, expect, test } from 'vitest'
import { field, ref } from '../../schema/factories.ts'
import type { ModelShape } from '../../schema/shape.ts'
import {
  define,
  eachInItsFolder,
  note,
  open,
  outside,
  path,
  refusal,
  shapesOf,
  text,
} from './file.fixture.ts'

eachInItsFolder()

describe('sync', () => {
  const all = () =>
    shapesOf(
      define('Author', { id: field.id(), name: field.string({ required: true }) }),
      define(
        'Post',
        {
          id: field.id({ type: 'auto' }),
          status: field.enum(["it's", 'on']),
          shown: field.boolean({ required: true }),
          price: field.decimal({ precision: 30, scale: 2 }),
          ratio: field.number(),
          blob: field.bytes(),
          author: ref('Author'),
        },
        { indexes: [{ fields: ['status', 'shown'], unique: true }] },
      ),
      define(
        'Entry',
        { shelf: field.string({ required: true }), number: field.integer({ required: true }) },
        { key: ['shelf', 'number'] },
      ),
    )
  const schemaOf = () => {
    let found: unknown[] = []
    outside((database) => {
      found = database
        .prepare(
          "select sql from sqlite_schema where sql is not null and name not like 'sqlite%' order by rowid",
        )
        .pluck()
        .all()
    })
    return found
  }

  test('makes strict tables, keys, checks, references and indexes, and twice changes nothing', async () => {
    const store = await open(path, all())
    await store.sync()
    await store.close()
    expect(schemaOf()).toEqual([
      'CREATE TABLE "author" ("id" TEXT /* uuid */ not null, "name" TEXT /* text */ not null, primary key ("id")) strict',
      `CREATE TABLE "post" ("id" INTEGER /* integer */ primary key autoincrement not null, "status" TEXT /* text */ constraint "post_status_check" check ("status" = 'it''s' or "status" = 'on'), "shown" INTEGER /* boolean */ not null constraint "post_shown_check" check ("shown" in (0, 1)), "price" TEXT /* decimal(30, 2) */, "ratio" REAL /* number */, "blob" BLOB /* bytes */, "author_id" TEXT /* uuid */ references "author" ("id")) strict`,
      'CREATE INDEX "post_author_id_index" on "post" ("author_id")',
      'CREATE UNIQUE INDEX "post_status_shown_unique" on "post" ("status", "shown")',
      'CREATE TABLE "entry" ("shelf" TEXT /* text */ not null, "number" INTEGER /* integer */ not null, primary key ("shelf", "number")) strict',
    ])
  })

  test('adds columns and indexes that are missing, and keeps what is there', async () => {
    const store = await open()
    await store
      .prepare({ kind: 'insert', model: note, fields: note.fields, returnsKey: false })
      .run([['1', 'a']], null)
    await store.close()
    const [grown] = shapesOf(define('Note', { ...text, rank: field.integer({ index: true }) })) as [
      ModelShape,
    ]
    const later = await open(path, [grown])
    const find = later.prepare({
      kind: 'find',
      model: grown,
      fields: grown.fields,
      where: { op: 'always' },
      sort: [],
      one: false,
    })
    expect(find.run([], null)).toEqual([['1', 'a', null]])
    await later.close()
  })

  test('cannot add what is required to a table with records, says what to do, and changes nothing', async () => {
    const store = await open()
    const [grown] = shapesOf(
      define('Note', { ...text, more: field.string(), rank: field.integer({ required: true }) }),
    ) as [ModelShape]
    await store
      .prepare({ kind: 'insert', model: note, fields: note.fields, returnsKey: false })
      .run([['1', 'a']], null)
    await store.close()
    const before = schemaOf()
    const error = await refusal(() => open(path, [grown]))
    expect(error).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      details: { model: 'Note', field: 'rank' },
      message: /nullable, or write a migration/,
    })
    expect(schemaOf()).toEqual(before)
  })

  test('refuses a column whose values mean something else, of the same type', async () => {
    const priced = (scale: number) =>
      shapesOf(define('Note', { ...text, price: field.decimal({ precision: 12, scale }) }))
    await (await open(path, priced(2))).close()
    const error = await refusal(() => open(path, priced(3)))
    expect(error).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message:
        /INTEGER \(decimal\(12, 2\)\), field price needs INTEGER \(decimal\(12, 3\)\): write a migration/,
    })
    outside((database) =>
      database.exec(
        'drop table note; create table note (id TEXT primary key, text TEXT, price INTEGER) strict',
      ),
    )
    await (await open(path, priced(3))).close()
  })

  test('says so where a query meets a table or column that is missing', async () => {
    const store = await open(path, [note], false)
    const find = store.prepare({
      kind: 'find',
      model: note,
      fields: note.fields,
      where: { op: 'always' },
      sort: [],
      one: false,
    })
    expect(await refusal(() => find.run([], null))).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: /db\.sync\(\)/,
    })
    await store.sync()
    expect(find.run([], null)).toEqual([])
    await store.close()
  })

  test('refuses another key, and an index of the same name over other columns', async () => {
    await (await open()).close()
    const [other] = shapesOf(
      define('Note', { ...text, id: field.id(), text: field.string({ required: true }) }, { key: ['text'] }),
    ) as [ModelShape]
    expect(await refusal(() => open(path, [other]))).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: /primary key/,
    })
    outside((database) => database.exec('create index note_text_index on note (id)'))
    const [indexed] = shapesOf(define('Note', { id: field.id(), text: field.string({ index: true }) })) as [
      ModelShape,
    ]
    expect(await refusal(() => open(path, [indexed]))).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: /index 'note_text_index'/,
    })
  })

  test('refuses an index of the same name that is unique where the model has none, or among other records', async () => {
    await (await open()).close()
    const named = (unique: boolean, more: object = {}) =>
      shapesOf(
        define('Note', { ...text, ...more }, { indexes: [{ fields: ['text'], unique, name: 'by_text' }] }),
      )
    await (await open(path, named(false))).close()
    expect(await refusal(() => open(path, named(true)))).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: /index 'by_text' is not unique, the model's is unique: write a migration/,
    })
    outside((database) => database.exec('drop index by_text'))
    const tombstone = { goneAt: field.datetime({ tombstone: true }) }
    await (await open(path, named(true, tombstone))).close()
    expect(await refusal(() => open(path, named(true)))).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: /index 'by_text' is unique, of some records only, the model's is unique:/,
    })
  })

  test('refuses an index that is unique among all records where the model says among the living', async () => {
    const unique = { id: field.id(), text: field.string({ unique: true }) }
    await (await open(path, shapesOf(define('Note', unique)))).close()
    const living = shapesOf(define('Note', { ...unique, goneAt: field.datetime({ tombstone: true }) }))
    for (const sync of [true, false]) {
      expect(await refusal(() => open(path, living, sync))).toMatchObject({
        code: 'SCHEMA_MISMATCH',
        message: /'note_text_unique' is unique among all records, .* write a migration that drops it/,
      })
    }
    outside((database) => database.exec('drop index note_text_unique'))
    await (await open(path, living)).close()
    let made: readonly unknown[] = []
    const query = "select sql from sqlite_master where sql like '%unique%'"
    outside((database) => {
      made = database.prepare(query).all()
    })
    expect(made).toEqual([
      { sql: expect.stringMatching(/note_text_living_unique.* where "gone_at" is null$/) },
    ])
  })

  test('of a unique index over values that are not is a unique violation', async () => {
    const store = await open()
    const insert = store.prepare({ kind: 'insert', model: note, fields: note.fields, returnsKey: false })
    await insert.run(
      [
        ['1', 'a'],
        ['2', 'a'],
      ],
      null,
    )
    await store.close()
    const [unique] = shapesOf(define('Note', { id: field.id(), text: field.string({ unique: true }) })) as [
      ModelShape,
    ]
    expect(await refusal(() => open(path, [unique]))).toMatchObject({
      code: 'UNIQUE_VIOLATION',
      details: { model: 'Note', fields: ['text'] },
    })
  })

  test('lets references be checked, in either order of tables', async () => {
    const models = all()
    const store = await open(path, models.toReversed())
    const post = models[1] as ModelShape
    const insert = store.prepare({ kind: 'insert', model: post, fields: post.fields, returnsKey: false })
    const error = await refusal(() => insert.run([[1, 'on', true, null, null, null, 'nobody']], null))
    expect(error).toMatchObject({
      code: 'FOREIGN_KEY_VIOLATION',
      details: { model: 'Post', fields: ['authorId'] },
    })
    await store.close()
  })
})
