import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { SqliteChangeLog } from './change-log.ts'
import { Connections } from './connections.ts'
import { sqlite } from './index.ts'
import { settingsOf } from './options.ts'

const schema = cast<SchemaDefinition>(
  { id: field.id({ type: 'auto' }), name: field.string() },
  'the factories give definitions',
)
const { shape } = buildModelSchema({ name: 'Note', schema, changes: { compact: 1, most: 1 } }, new Map())
const request = { models: ['Note'], after: null, limit: 100 } as const

let folder: string
let opened: Store[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prometheus-changes-'))
})
afterEach(async () => {
  for (const store of opened) await store.close()
  opened = []
  rmSync(folder, { recursive: true })
})

async function open(name: string) {
  const store = sqlite(join(folder, name))
  opened.push(store)
  await store.open([shape])
  await store.sync()
  const log = store.changes ?? expect.unreachable()
  const insert = store.prepare({
    kind: 'insert',
    model: shape,
    fields: shape.fields.slice(1),
    returnsKey: true,
  })
  return {
    store,
    log,
    add: (...names: string[]) =>
      insert.run(
        names.map((one) => [one]),
        null,
      ),
  }
}

async function close({ store }: { readonly store: Store }): Promise<void> {
  await store.close()
  opened = opened.filter((one) => one !== store)
}

const namesIn = async ({ log }: Awaited<ReturnType<typeof open>>) =>
  (await log.read(request)).changes.map(({ after }) => after?.name)

describe('the epoch of a file', () => {
  test('stays when it is opened again, and another file has another', async () => {
    const first = await open('a.db')
    const epoch = await first.log.epoch()
    await close(first)
    expect(await (await open('a.db')).log.epoch()).toBe(epoch)
    expect(await (await open('b.db')).log.epoch()).not.toBe(epoch)
  })

  test('is another in a copy, also when that takes the place of the file', async () => {
    const first = await open('a.db')
    await first.add('x')
    const epoch = await first.log.epoch()
    await close(first)
    copyFileSync(join(folder, 'a.db'), join(folder, 'backup.db'))
    renameSync(join(folder, 'backup.db'), join(folder, 'a.db'))
    const restored = await open('a.db')
    const renewed = await restored.log.epoch()
    expect(renewed).not.toBe(epoch)
    expect(await namesIn(restored)).toEqual(['x'])
    await close(restored)
    expect(await (await open('a.db')).log.epoch()).toBe(renewed)
  })
})

describe('the log of a file', () => {
  test('gives no number twice, though all but the last change are gone', async () => {
    const one = await open('a.db')
    await one.add('a', 'b')
    const head = await one.log.head()
    const rule = { model: 'Note', after: null, upTo: head, limit: 100, before: new Date(Date.now() + 1_000) }
    expect(await one.log.expire(rule)).toEqual({ removed: 1, position: null })
    expect(await one.log.head()).toBe(head)
    await one.add('c')
    expect(await namesIn(one)).toEqual(['b', 'c'])
    const behind = await one.log.read({ ...request, after: head })
    expect(behind.changes.map(({ after }) => after?.name)).toEqual(['c'])
    expect(behind.lost).toBe(false)
    expect((await one.log.read({ ...request, after: '' })).lost).toBe(true)
  })

  test('is swept part by part', async () => {
    const one = await open('a.db')
    await one.add('a', 'b', 'c', 'd', 'e')
    const upTo = await one.log.head()
    const part = { model: 'Note', upTo, limit: 2, before: new Date(Date.now() + 1_000) }
    const first = await one.log.expire({ ...part, after: null })
    expect(first.removed).toBe(2)
    const second = await one.log.expire({ ...part, after: first.position })
    expect(second.removed).toBe(2)
    expect(await one.log.expire({ ...part, after: second.position })).toEqual({ removed: 0, position: null })
    expect(await namesIn(one)).toEqual(['e'])
  })

  test('tells who watches of the commits of others, and of its own', async () => {
    const [one, other] = [await open('a.db'), await open('a.db')]
    const heard = () =>
      new Promise<void>((resolve) => {
        const stop = one.log.watch(() => {
          stop()
          resolve()
        })
      })
    const own = heard()
    await one.add('own')
    await own
    await new Promise((resolve) => setTimeout(resolve, 250))
    const foreign = heard()
    await other.add('foreign')
    await foreign
    expect(await namesIn(one)).toEqual(['own', 'foreign'])
  })

  test.each([1, 2, 3, 4])(
    'passes over nothing that another process commits before statement %i',
    async (at) => {
      const other = await open('a.db')
      await other.add('a')
      const connections = new Connections(settingsOf(join(folder, 'a.db')))
      await connections.open([shape])
      const log = new SqliteChangeLog(connections)
      const head = await log.head()
      const reading = connections.reading.bind(connections)
      let statements = 0
      connections.reading = (text) => {
        statements += 1
        if (statements === at) void other.add('b')
        return reading(text)
      }
      const first = await log.read({ ...request, after: head })
      const second = await log.read({ ...request, after: first.position })
      await connections.close()
      expect([...first.changes, ...second.changes].map(({ after }) => after?.name)).toEqual(['b'])
    },
  )

  test('can be read while a transaction is open, and tells nothing of it before it is committed', async () => {
    const one = await open('a.db')
    const tx = await one.store.begin({})
    const insert = one.store.prepare({
      kind: 'insert',
      model: shape,
      fields: shape.fields.slice(1),
      returnsKey: true,
    })
    await insert.run([['a']], tx)
    expect(await namesIn(one)).toEqual([])
    await tx.commit()
    expect(await namesIn(one)).toEqual(['a'])
  })
})
