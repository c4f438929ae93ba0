import { createPrometheus, field } from 'prometheus-odm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pullDatabase } from '../../src/migrate/pull/pull.ts'
import { engines } from './engines.ts'
import type { WrittenModel } from './workspace.ts'
import { shapesOf, Workspace } from './workspace.ts'

const { defineModel, connect } = createPrometheus()

const schema = { id: field.id(), name: field.string() }
class Product extends defineModel({ name: 'Product', schema, changes: { compact: '1d', most: 1000 } }) {}
const open = (space: Workspace, sync = false) =>
  connect<{ Product: typeof Product }>({ models: { Product }, store: space.store(), sync })

const silent: WrittenModel[] = [{ name: 'Product', schema }]
const recorded: WrittenModel[] = [{ name: 'Product', schema, changes: { compact: '1d', most: 1000 } }]
const plain: WrittenModel[] = [{ name: 'Product', schema, changes: { compact: undefined, most: undefined } }]

const LOGS: Readonly<Record<string, readonly string[]>> = {
  sqlite: ['prometheus_change', 'prometheus_change_log', 'prometheus_consumer'],
  postgres: ['prometheus_change', 'prometheus_change_log', 'prometheus_commit', 'prometheus_consumer'],
  mysql: [
    'prometheus_change',
    'prometheus_change_log',
    'prometheus_commit',
    'prometheus_commit_number',
    'prometheus_consumer',
  ],
}

/** Definitions of the log that somebody takes away beside all migrations, and what is said of it. */
const DAMAGE: Readonly<Record<string, readonly (readonly [sql: string, said: string])[]>> = {
  sqlite: [['drop index prometheus_change_key', 'make index prometheus_change_key of prometheus_change']],
  postgres: [
    ['drop index prometheus_change_key', 'make index prometheus_change_key of prometheus_change'],
    ['drop sequence prometheus_commit_number', 'make sequence prometheus_commit_number of prometheus_commit'],
    ['drop function prometheus_raced()', 'make function prometheus_raced() of prometheus_change'],
    [
      "create or replace function prometheus_raced() returns boolean language sql as 'select true'",
      'make function prometheus_raced() of prometheus_change',
    ],
    [
      'alter sequence prometheus_commit_number increment by 2',
      'make sequence prometheus_commit_number of prometheus_commit',
    ],
  ],
  mysql: [
    [
      'drop index prometheus_change_key on prometheus_change',
      'make index prometheus_change_key of prometheus_change',
    ],
    ['drop table prometheus_commit_number', 'make table prometheus_commit_number'],
  ],
}

describe.each(engines)('the tables of changes on $name', (engine) => {
  const log = LOGS[engine.database] as readonly string[]
  let space: Workspace
  beforeEach(async () => {
    space = await Workspace.on(engine)
  })
  afterEach(() => space.end())

  const names = async () => (await space.tables()).map(({ name }) => name)

  test('a migration makes what sync makes, and undoes it', async () => {
    await space.migrate(silent)
    expect(await space.migrate(recorded)).toEqual([])
    expect(await space.check(recorded)).toEqual([])
    expect(await names()).toEqual([...log, 'product'].toSorted())
    const made = await space.tables()
    await space.rollback()
    expect(await names()).toEqual(['product'])
    await (await open(space, true)).close()
    expect((await space.diff(recorded)).summary).toEqual([])
    expect(await space.tables()).toEqual(made)
  })

  test('a database that sync has made is recorded by a first migration', async () => {
    const db = await open(space, true)
    await db.Product.create({ name: 'Lamp' })
    await db.close()
    await space.write(recorded, undefined, { initial: true })
    expect(await space.record()).toHaveLength(1)
    expect(await space.check(recorded)).toEqual([])
  })

  test('an application records and reads changes without sync, in one epoch', async () => {
    await space.migrate(recorded)
    const db = await open(space)
    const start = await db.changes.head()
    await db.Product.create({ name: 'Lamp' })
    const heard: string[] = []
    const consumer = await db.changes.consume('index', { models: ['Product'], from: 'start' }, (change) => {
      heard.push(String(change.after?.name))
    })
    await consumer.caughtUp()
    expect(heard).toContain('Lamp')
    await db.close()
    const again = await open(space)
    const { changes } = await again.changes.read({ after: start })
    expect(changes.map(({ op, after }) => [op, after?.name])[0]).toEqual(['create', 'Lamp'])
    expect(await again.changes.trim()).toBe(0)
    await again.close()
    expect(await space.check(recorded)).toEqual([])
  })

  test('without them nobody connects, and it is said what to do', async () => {
    await space.migrate(silent)
    await expect(open(space)).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message:
        'Product records its changes, for which the database has no tables yet: apply a migration (npx prometheus-odm migrate diff, then apply) or, to develop, connect with sync: true.',
      details: { model: 'Product' },
    })
    await (await open(space, true)).close()
    await (await open(space)).close()
  })

  test('where no model records changes any more they go, but not without being asked for', async () => {
    await space.migrate(recorded)
    const careful = await space.diff(silent, { allowDestructive: false })
    expect(careful.summary).toEqual([])
    expect(careful.losses.toSorted()).toEqual(log.map((name) => `table ${name}`))
    expect(await space.migrate(silent)).toEqual([])
    expect(await names()).toEqual(['product'])
    expect(await space.check(silent)).toEqual([])
    await space.rollback()
    expect((await space.diff(recorded)).summary).toEqual([])
    const db = await open(space)
    await db.Product.create({ name: 'Lamp' })
    expect((await db.changes.read()).changes).toHaveLength(1)
    await db.close()
    await space.rollback()
    expect(await names()).toEqual([])
  })

  test('their indexes come and go with what models say', async () => {
    await space.migrate(plain)
    const indexes = async () =>
      (await space.tables()).find(({ name }) => name === 'prometheus_change')?.indexes.map(({ name }) => name)
    expect(await indexes()).toEqual([])
    expect(await space.migrate(recorded)).toEqual([])
    expect(await indexes()).toContain('prometheus_change_key')
    await space.rollback()
    expect(await indexes()).toEqual([])
  })

  test.each(DAMAGE[engine.database] ?? [])(
    '%s: check tells of it, and a migration makes it again',
    async (sql, said) => {
      await space.migrate(recorded)
      const before = await space.tables()
      const db = await open(space)
      await db.Product.create({ name: 'Lamp' })
      await db.close()
      await space.sql(sql)
      const problems = await space.check(recorded)
      expect(problems).toContain(`The models need a migration: ${said}.`)
      expect(problems.join()).toMatch(/somebody has changed the database beside the migrations/)
      expect(await space.migrate(recorded)).toEqual([])
      expect(await space.tables()).toEqual(before)
      const again = await open(space)
      await again.Product.create({ name: 'Chair' })
      expect((await again.changes.read()).changes.map(({ after }) => after?.name)).toEqual(['Lamp', 'Chair'])
      await again.close()
    },
  )

  // The first version made these by other means on PostgreSQL alone.
  if (engine.database === 'postgres')
    test('tables as earlier versions made them need no migration', async () => {
      await space.migrate(silent)
      await (await open(space, true)).close()
      await space.sql('alter table prometheus_change alter seq set generated always')
      await space.sql('drop index prometheus_commit_xid_key')
      await space.sql('alter table prometheus_commit add constraint prometheus_commit_xid_key unique (xid)')
      expect((await space.diff(recorded)).summary).toEqual([])
      await (await open(space, true)).close()
    })

  test('pull takes none of them for a model', async () => {
    await space.migrate(recorded)
    const pulled = await space.with((_store, access) => pullDatabase(access))
    expect(pulled.models.map(({ name }) => name)).toEqual(['Product'])
    expect([...pulled.skipped, ...pulled.differences]).toEqual([])
  })

  test('the models of others that record nothing leave them alone', async () => {
    await (await open(space, true)).close()
    expect((await space.diff(silent)).summary).toEqual([])
    expect(await space.with(async (store) => store.sync(), shapesOf(silent))).toBeUndefined()
    expect(await names()).toEqual([...log, 'product'].toSorted())
  })
})
