import { createPrometheus, everything, field, hasMany, isPrometheusError, ref } from 'prometheus-odm'
import { softDelete } from 'prometheus-odm/mixins'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from './server.ts'
import { administer, freshDatabase } from './server.ts'

const { defineModel, connect } = createPrometheus()

class Node extends defineModel({
  name: 'Node',
  schema: {
    id: field.id(),
    name: field.string({ required: true }),
    left: field.integer(),
    right: field.integer(),
    third: field.integer(),
    parent: ref('Node'),
    children: hasMany('Node', { by: 'parent' }),
  },
}) {}
class Page extends defineModel({
  name: 'Page',
  schema: {
    id: field.id(),
    link: field.url({ unique: true }),
    body: field.text({ index: true }),
    slug: field.string({ unique: true, maxLength: 2000 }),
  },
  mixins: [softDelete()],
}) {}
class Long extends defineModel({
  name: 'Long',
  schema: { text: field.text({ required: true }), n: field.integer() },
  key: ['text'],
}) {}
interface Models {
  Node: typeof Node
  Page: typeof Page
  Long: typeof Long
}

const models = { Node, Page, Long }
const open = (database: Database) => connect<Models>({ models, store: database.store(), sync: true })

let database: Database
let db: Awaited<ReturnType<typeof open>>
beforeAll(async () => {
  database = await freshDatabase()
  db = await open(database)
})
beforeEach(async () => {
  await administer('set session foreign_key_checks = 0')
  for (const table of ['node', 'page', 'long']) await administer(`delete from ${database.name}.\`${table}\``)
  await administer('set session foreign_key_checks = 1')
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (isPrometheusError(error) ? error.code : String(error)),
  )

describe('assignments', () => {
  test('that change places do so, beside others that read them', async () => {
    await db.Node.create({ name: 'a', left: 1, right: 2, third: 3 })
    const turn = { left: { $field: 'right' }, right: { $field: 'third' }, third: { $field: 'left' } } as const
    expect(await db.Node.updateWhere({ name: 'a' }, turn)).toBe(1)
    expect(await db.Node.findOne({ select: { left: true, right: true, third: true } })).toEqual({
      left: 2,
      right: 3,
      third: 1,
    })
  })

  test('by a join lose nothing of what others write at once', async () => {
    await db.Node.create({ name: 'a', left: 0, right: 0 })
    const work = Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0
        ? db.Node.updateWhere({ name: { $in: ['a', 'b'] } }, { left: { $inc: 1 } })
        : db.Node.updateWhere({ name: 'a' }, { left: { $field: 'right' }, right: { $field: 'left' } }),
    )
    await Promise.all(work)
    const [row] = await db.Node.find()
    expect((row?.left ?? 0) + (row?.right ?? 0)).toBe(20)
  })
})

describe('a write whose condition looks at its own table', () => {
  test('sees it as it was before', async () => {
    const root = await db.Node.create({ name: 'root' })
    const branch = await db.Node.create({ name: 'branch', parentId: root.id })
    await db.Node.create({ name: 'leaf', parentId: branch.id })
    const withChildren = { children: { $some: { name: { $ne: null } } } }
    expect(await db.Node.updateWhere(withChildren, { left: 1 })).toBe(2)
    const childless = { children: { $none: {} } }
    expect(await db.Node.destroyWhere(childless)).toBe(1)
    expect((await db.Node.find({ sort: { name: 'asc' } })).map(({ name }) => name)).toEqual([
      'branch',
      'root',
    ])
  })

  test('by a list finds records by their index, and writes no others', async () => {
    const made = await Promise.all(['a', 'b', 'c'].map((name) => db.Node.create({ name })))
    const ids = made.slice(0, 2).map(({ id }) => id)
    expect(await db.Node.updateWhere({ id: { $in: ids } }, { left: 5 })).toBe(2)
    expect(await db.Node.destroyWhere({ id: { $in: ids }, left: 5 })).toBe(2)
    expect(await db.Node.count()).toBe(1)
  })
})

describe('records that refer to each other', () => {
  const family = async () => {
    const root = await db.Node.create({ name: 'root' })
    const branch = await db.Node.create({ name: 'branch', parentId: root.id })
    const leaf = await db.Node.create({ name: 'leaf', parentId: branch.id })
    return { root, branch, leaf }
  }

  test('go together, in a circle too, by a condition on what they refer to', async () => {
    const { root, leaf } = await family()
    await db.Node.updateWhere({ id: root.id }, { parentId: leaf.id })
    expect(await db.Node.destroyWhere({ parentId: { $ne: null } })).toBe(3)
    expect(await db.Node.count()).toBe(0)
  })

  test('stay as they are where another one is left that refers to them', async () => {
    const { root, branch } = await family()
    const names = { name: { $in: ['root', 'branch'] } }
    expect(await codeOf(db.Node.destroyWhere(names))).toBe('FOREIGN_KEY_VIOLATION')
    await db.transaction(async (tx) => {
      expect(await codeOf(tx.Node.destroyWhere(names))).toBe('FOREIGN_KEY_VIOLATION')
      expect((await tx.Node.findById(branch.id))?.parentId).toBe(root.id)
      expect(await tx.Node.destroyWhere(everything)).toBe(3)
    })
    expect(await db.Node.count()).toBe(0)
  })
})

describe('a unique text that is longer than an index', () => {
  const base = `https://example.org/${'x'.repeat(1_900)}`

  test('is told from one that differs at its end only, and refused where it is the same', async () => {
    await db.Page.insertMany([{ link: `${base}/a` }, { link: `${base}/A` }, { link: `${base}/b` }])
    expect(await codeOf(db.Page.create({ link: `${base}/a` }))).toBe('UNIQUE_VIOLATION')
    const error = await db.Page.create({ link: `${base}/a` }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ details: { model: 'Page', fields: ['link'] } })
    expect(await db.Page.count({ link: `${base}/b` })).toBe(1)
  })

  test('may be used again after its record is marked as destroyed, and is upserted by', async () => {
    const first = await db.Page.create({ link: `${base}/a` })
    await first.destroy()
    const second = await db.Page.upsert({ by: ['link'], create: { link: `${base}/a`, body: 'new' } })
    const third = await db.Page.upsert({ by: ['link'], create: { link: `${base}/a`, body: 'newer' } })
    expect([second.id === first.id, third.id === second.id, third.body]).toEqual([false, true, 'newer'])
    expect(await codeOf(first.restore())).toBe('UNIQUE_VIOLATION')
  })

  test('is found by an index', async () => {
    const rows = await administer(
      `explain format = traditional select * from ${database.name}.page where link = '${base}'`,
    )
    expect(rows[0]?.possible_keys).toContain('search')
  })

  test('is a key too', async () => {
    const text = 'k'.repeat(5_000)
    await db.Long.create({ text: `${text}1`, n: 1 })
    await db.Long.create({ text: `${text}2`, n: 2 })
    expect(await codeOf(db.Long.create({ text: `${text}1` }))).toBe('UNIQUE_VIOLATION')
    expect((await db.Long.findById({ text: `${text}2` }))?.n).toBe(2)
    await db.Long.upsert({ by: ['text'], create: { text: `${text}2`, n: 3 } })
    expect(await db.Long.count({ n: 3 })).toBe(1)
  })
})

describe('sync', () => {
  test('called by many at once, and again, makes everything once', async () => {
    const fresh = await freshDatabase()
    const opened = await Promise.all([1, 2, 3].map(() => open(fresh)))
    await opened[0]?.sync()
    const [row] = await administer(
      `select count(*) as n from information_schema.table_constraints where table_schema = '${fresh.name}' and constraint_type = 'FOREIGN KEY'`,
    )
    expect(Number(row?.n)).toBe(1)
    await Promise.all(opened.map((one) => one.close()))
    await fresh.drop()
  })

  test('goes on where it was interrupted, with columns, computed columns, indexes and references', async () => {
    const fresh = await freshDatabase()
    await (await open(fresh)).close()
    const shown = async () =>
      (await administer(`show create table ${fresh.name}.page`))[0]?.['Create Table'] as string
    const whole = await shown()
    await administer(`alter table ${fresh.name}.page drop index page_link_living_unique`)
    await administer(`alter table ${fresh.name}.page drop column \`link~hash\``)
    await administer(`alter table ${fresh.name}.node drop foreign key node_parent_id_fkey`)
    expect(await shown()).not.toBe(whole)
    const again = await open(fresh)
    const lines = (text: string) =>
      text
        .split('\n')
        .map((line) => line.replace(/,$/, ''))
        .toSorted()
    expect(lines(await shown())).toEqual(lines(whole))
    expect(
      await codeOf(again.Node.create({ name: 'x', parentId: '0190163d-8694-739b-aea5-966c26f8ad91' })),
    ).toBe('FOREIGN_KEY_VIOLATION')
    await again.close()
    await fresh.drop()
  })

  test('adds a required column to an empty table only, where nothing says what is in it', async () => {
    const fresh = await freshDatabase()
    class Thing extends defineModel({ name: 'Thing', schema: { id: field.id() } }) {}
    const schema = { id: field.id(), size: field.integer({ required: true }) }
    class Sized extends defineModel({ name: 'Thing', schema }) {}
    const small = await connect<{ Thing: typeof Thing }>({
      models: { Thing },
      store: fresh.store(),
      sync: true,
    })
    const grow = () =>
      connect<{ Thing: typeof Sized }>({ models: { Thing: Sized }, store: fresh.store(), sync: true })
    await small.Thing.create({})
    expect(await codeOf(grow())).toBe('SCHEMA_MISMATCH')
    await small.Thing.destroyWhere(everything)
    await small.close()
    const grown = await grow()
    expect((await grown.Thing.create({ size: 1 })).size).toBe(1)
    await grown.close()
    await fresh.drop()
  })

  test('refuses a table whose text is compared otherwise', async () => {
    const fresh = await freshDatabase()
    await administer(
      `create table ${fresh.name}.thing (id char(36) character set ascii collate ascii_bin primary key, name varchar(255) collate utf8mb4_general_ci)`,
    )
    class Thing extends defineModel({ name: 'Thing', schema: { id: field.id(), name: field.string() } }) {}
    expect(await codeOf(connect({ models: { Thing }, store: fresh.store() }))).toBe('SCHEMA_MISMATCH')
    await fresh.drop()
  })
})

test('texts are ordered beyond their first thousand bytes', async () => {
  const start = 'a'.repeat(5_000)
  const bodies = ['c', 'a', 'b'].map((end) => `${start}${end}`)
  await db.Page.insertMany(bodies.map((body) => ({ body })))
  const found = await db.Page.find({ sort: { body: 'asc' } })
  expect(found.map(({ body }) => body?.at(-1))).toEqual(['a', 'b', 'c'])
})

test('a transaction is over after the errors by which the server undoes all of it', async () => {
  const fresh = await freshDatabase()
  await (await open(fresh)).close()
  // The server says so, and would go on without a transaction; here it only says so.
  await administer(
    `create trigger ${fresh.name}.refuse before insert on ${fresh.name}.node for each row
      if new.\`left\` > 2 then
        signal sqlstate 'HY000' set mysql_errno = new.\`left\`, message_text = 'refused'; end if`,
  )
  for (const left of [1213, 1020, 1206]) {
    const own = await open(fresh)
    const written = own.transaction(async (tx) => {
      await tx.Node.create({ name: 'before', left: 1 })
      await tx.Node.create({ name: 'refused', left }).catch(() => undefined)
      await tx.Node.create({ name: 'after', left: 2 })
    })
    expect(await codeOf(written)).toBe('TX_CLOSED')
    await own.close()
  }
  const after = await open(fresh)
  expect(await after.Node.count()).toBe(0)
  await after.close()
  await fresh.drop()
})

test('names may look like the SQL around them', async () => {
  const fresh = await freshDatabase()
  class Odd extends defineModel({
    name: 'Odd',
    table: 'values (?)',
    schema: { id: field.id({ type: 'auto' }), name: field.string({ column: "va`lues (?)'" }) },
  }) {}
  const odd = await connect<{ Odd: typeof Odd }>({ models: { Odd }, store: fresh.store(), sync: true })
  expect(await odd.Odd.insertMany(['a', 'b'].map((name) => ({ name })))).toBe(2)
  expect((await odd.Odd.find({ sort: { id: 'asc' } })).map(({ name }) => name)).toEqual(['a', 'b'])
  await odd.close()
  await fresh.drop()
})
