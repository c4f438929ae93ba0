import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  define,
  driver,
  eachInItsFolder,
  folder,
  note,
  open,
  outside,
  path,
  refusal,
  shapesOf,
  text,
} from './file.fixture.ts'
import { sqlite } from './index.ts'

eachInItsFolder()

describe('a file', () => {
  test('that is new is made ours, and opens again', async () => {
    await (await open()).close()
    outside((database) => expect(database.pragma('application_id', { simple: true })).toBe(0x50524f4d))
    await (await open()).close()
  })

  test('is journalled ahead, with foreign keys', async () => {
    const store = await open()
    outside((database) => expect(database.pragma('journal_mode', { simple: true })).toBe('wal'))
    await store.close()
  })

  test('that is no database is foreign, and stays as it is', async () => {
    writeFileSync(path, 'Dear diary, '.repeat(50))
    const error = await refusal(() => open())
    expect([error.code, error.details.path]).toEqual(['STORE_FOREIGN', path])
    expect(readFileSync(path, 'utf8')).toMatch(/^Dear diary/)
    writeFileSync(path, 'short')
    expect((await refusal(() => open())).code).toBe('STORE_FOREIGN')
  })

  test('that is empty is a new database', async () => {
    writeFileSync(path, '')
    await (await open()).close()
  })

  test('whose header is damaged is corrupt', async () => {
    await (await open()).close()
    const file = openSync(path, 'r+')
    writeSync(file, 'XXXX', 0)
    closeSync(file)
    const error = await refusal(() => open())
    expect([error.code, error.message]).toEqual(['STORE_CORRUPT', expect.stringMatching(/header.*backup/)])
  })

  test('whose pages are damaged is corrupt when they are read', async () => {
    const store = await open()
    const insert = store.prepare({ kind: 'insert', model: note, fields: note.fields, returnsKey: false })
    await insert.run(
      Array.from({ length: 500 }, (_, i) => [`id ${i}`, 'x'.repeat(200)]),
      null,
    )
    await store.close()
    const file = openSync(path, 'r+')
    writeSync(file, Buffer.alloc(statSync(path).size - 8_192, 0xee), 0, undefined, 8_192)
    closeSync(file)
    const damaged = await open(path, [note], false)
    const find = damaged.prepare({
      kind: 'find',
      model: note,
      fields: note.fields,
      where: { op: 'always' },
      sort: [],
      one: false,
    })
    expect((await refusal(() => find.run([], null))).code).toBe('STORE_CORRUPT')
    await damaged.close()
  })

  test('of another application is foreign', async () => {
    outside((database) => database.pragma('application_id = 7'))
    expect(await refusal(() => open())).toMatchObject({
      code: 'STORE_FOREIGN',
      message: /another application/,
    })
  })

  test('with tables and no application is used where they fit, and refused where they do not', async () => {
    outside((database) => database.exec('create table note (id text not null primary key, text text) strict'))
    await (await open()).close()
    outside((database) =>
      database.exec('drop table note; create table note (id text not null primary key, text integer)'),
    )
    expect(await refusal(() => open())).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message:
        "Note: column 'text' of table 'note' is INTEGER, field text needs TEXT (text): write a migration.",
      details: { model: 'Note', field: 'text' },
    })
  })

  test('in a folder that is not there, or that is a folder, says so', async () => {
    expect(await refusal(() => open(join(folder, 'no', 'data.db')))).toMatchObject({
      code: 'CONNECTION_FAILED',
      message: /there is no folder/,
    })
    mkdirSync(path)
    expect(await refusal(() => open())).toMatchObject({ code: 'STORE_FOREIGN', message: /this is a folder/ })
  })

  test('opened read-only reads, and refuses writes and a missing file', async () => {
    expect(await refusal(() => open({ path, readonly: true }, [note], false))).toMatchObject({
      code: 'CONNECTION_FAILED',
      message: /no such file/,
    })
    await (await open()).close()
    const store = await open({ path, readonly: true }, [note], false)
    const count = store.prepare({ kind: 'count', model: note, where: { op: 'always' } })
    expect(count.run([], null)).toBe(0)
    const insert = store.prepare({ kind: 'insert', model: note, fields: note.fields, returnsKey: false })
    expect((await refusal(() => insert.run([['1', 'a']], null))).code).toBe('STORE_READ_ONLY')
    expect(
      (
        await refusal(() =>
          insert.run(
            [
              ['1', 'a'],
              ['2', 'b'],
            ],
            null,
          ),
        )
      ).code,
    ).toBe('STORE_READ_ONLY')
    await store.sync()
    const tx = await store.begin({})
    expect(count.run([], tx)).toBe(0)
    await tx.commit()
    await store.close()
    const more = shapesOf(define('Note', text), define('Other', text))
    expect((await refusal(() => open({ path, readonly: true }, more))).code).toBe('STORE_READ_ONLY')
  })

  test('that another holds is waited for, then LOCK_TIMEOUT', async () => {
    await (await open()).close()
    const other = new driver(path)
    other.exec('begin exclusive')
    const store = await open({ path, busyTimeout: 40 }, [note], false)
    const insert = store.prepare({ kind: 'insert', model: note, fields: note.fields, returnsKey: false })
    for (const use of [
      () => insert.run([['1', 'a']], null),
      () => store.begin({}),
      () =>
        insert.run(
          [
            ['1', 'a'],
            ['2', 'b'],
          ],
          null,
        ),
    ]) {
      expect(await refusal(use)).toMatchObject({ code: 'LOCK_TIMEOUT', retryable: true })
    }
    const patient = insert.run([['1', 'a']], null)
    other.exec('commit')
    expect(await patient).toEqual([])
    other.close()
    await store.close()
  })

  test('locked while it becomes a new database is waited for too', async () => {
    const other = new driver(path)
    other.exec('create table elsewhere (a); begin exclusive')
    const opening = open(path)
    setTimeout(() => other.exec('commit'), 60)
    await (await opening).close()
    other.close()
  })
})

test.each<[unknown, RegExp]>([
  ['', /path of a file/],
  [undefined, /give a path/],
  [{ path: 5 }, /path of a file/],
  [{ path: 'a.db', busytimeout: 5 }, /no option 'busytimeout'/],
  [{ path: 'a.db', busyTimeout: -1 }, /busyTimeout/],
  [{ path: 'a.db', synchronous: 'off' }, /synchronous/],
  [{ path: 'a.db', cacheSize: 0.5 }, /cacheSize/],
  [{ path: ':memory:', readonly: true }, /read-only/],
])('options %j are refused', (options, message) => {
  expect(() => sqlite(options as string)).toThrow(
    expect.objectContaining({ code: 'MISUSE', message: expect.stringMatching(message) }),
  )
})

test('a copy of the file is the same database', async () => {
  await (await open()).close()
  copyFileSync(path, join(folder, 'copy.db'))
  await (await open(join(folder, 'copy.db'))).close()
})
