import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshPrefix, keysOf, removeKeys, url, withClient } from './server.ts'
import { openShop } from './shop.ts'

// Two databases stand for two processes: each has a connection of its own and knows nothing of the other.
let prefix: string
let here: Awaited<ReturnType<typeof openShop>>
let there: typeof here
beforeEach(async () => {
  prefix = freshPrefix()
  here = await openShop(prefix)
  there = await openShop(prefix)
})
afterEach(async () => {
  await here.close()
  await there.close()
  await removeKeys(prefix)
})

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const either = (at: number) => (at % 2 === 0 ? here : there)
const codes = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.map((one) => (one.status === 'fulfilled' ? 'done' : Reflect.get(one.reason, 'code')))

test('fifty increments at once make fifty', async () => {
  const { id } = await here.Item.create({ code: 'a' })
  const counts = await Promise.all(
    times(50, (at) => either(at).Item.updateWhere({ id }, { count: { $inc: 1 } })),
  )
  expect(counts).toEqual(times(50, () => 1))
  expect((await there.Item.findById(id))?.count).toBe(50)
})

test('twenty upserts at once make one record', async () => {
  await Promise.all(
    times(20, (at) =>
      either(at).Item.upsert({
        by: ['code'],
        create: { code: 'a', count: 1 },
        update: { count: { $inc: 1 } },
      }),
    ),
  )
  expect(await here.Item.find({ plain: true, select: { count: true } })).toEqual([{ count: 20 }])
})

test('of two that race for a unique value one gets it, and the other is told which value it was', async () => {
  for (let round = 0; round < 20; round++) {
    const code = `round ${round}`
    const results = await Promise.allSettled([here.Item.create({ code }), there.Item.create({ code })])
    expect(codes(results).toSorted()).toEqual(['UNIQUE_VIOLATION', 'done'])
    const refused = results.find((one) => one.status === 'rejected')
    expect(refused?.reason).toMatchObject({ details: { model: 'Item', fields: ['code'] } })
  }
  expect(await here.Item.count()).toBe(20)
})

test('of two that race to change to a unique value one gets it, and no value is lost on the way', async () => {
  const [a, b] = [await here.Item.create({ code: 'a' }), await here.Item.create({ code: 'b' })]
  for (let round = 0; round < 10; round++) {
    const code = `round ${round}`
    const results = await Promise.allSettled([
      here.Item.updateWhere({ id: a.id }, { code }),
      there.Item.updateWhere({ id: b.id }, { code }),
    ])
    expect(codes(results).toSorted()).toEqual(['UNIQUE_VIOLATION', 'done'])
  }
  const left = await withClient(url, (client) => client.hkeys(`{${prefix}:item}:u:item_code_unique`))
  const kept = (await here.Item.find()).map(({ code }) => `${code?.length}:${code}`)
  expect(left.toSorted()).toEqual(kept.toSorted())
})

test('writes of many are all or nothing while others write the same records', async () => {
  await here.Item.insertMany(times(40, (at) => ({ code: `${at}`, kind: 'k' })))
  const writes = times(20, (at) =>
    at === 10
      ? there.Item.destroyWhere({ kind: 'k' })
      : either(at).Item.updateWhere({ kind: 'k' }, { count: { $inc: 1 } }),
  )
  const counts = await Promise.all(writes)
  // Which of them come before the one that destroys is chance: any of them wrote all or none.
  expect(counts[10]).toBe(40)
  expect(counts.filter((count) => count !== 0 && count !== 40)).toEqual([])
  expect(await here.Item.count()).toBe(0)
  const left = await withClient(url, (client) => keysOf(prefix, client))
  expect(left).toEqual(['{item}:m', '{item}:v', '{shop}:m', '{ticket}:m'])
})

test('an insert of many meets a value that another takes at the same time, and leaves nothing', async () => {
  const rows = times(200, (at) => ({ code: `${at}` }))
  const results = await Promise.allSettled([
    here.Item.insertMany(rows),
    there.Item.insertMany(rows.toReversed()),
  ])
  expect(codes(results).toSorted()).toEqual(['UNIQUE_VIOLATION', 'done'])
  expect(await here.Item.count()).toBe(200)
})

test('records exchange unique values in one statement', async () => {
  await here.Item.insertMany([
    { code: 'a', slot: 1, size: 2 },
    { code: 'b', slot: 2, size: 1 },
  ])
  expect(await here.Item.updateWhere({ slot: { $in: [1, 2] } }, { slot: { $field: 'size' } })).toBe(2)
  expect(
    await here.Item.find({ plain: true, select: { code: true, slot: true }, sort: { code: 'asc' } }),
  ).toEqual([
    { code: 'a', slot: 2 },
    { code: 'b', slot: 1 },
  ])
  expect((await there.Item.findOne({ where: { slot: 1 } }))?.code).toBe('b')
})

test('numbers of a key are given once, also beside those that are given by hand', async () => {
  const made = await Promise.all(
    times(40, (at) =>
      either(at).Ticket.create(at % 10 === 0 ? { id: 1_000 * (at + 1), title: 't' } : { title: 't' }),
    ),
  )
  const ids = made.map(({ id }) => id)
  expect(new Set(ids).size).toBe(40)
  const next = await here.Ticket.create({ title: 'next' })
  expect(next.id).toBeGreaterThan(Math.max(...ids))
})

test('numbers go on behind what is given by hand, and what fails takes none', async () => {
  await here.Ticket.insertMany([{ title: 'a' }, { title: 'b' }])
  await there.Ticket.insertMany([
    { id: 7, title: 'g' },
    { id: 5, title: 'e' },
  ])
  const refused = there.Ticket.insertMany([
    { id: 50, title: 'x' },
    { id: 5, title: 'y' },
  ])
  await expect(refused).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION', details: { fields: ['id'] } })
  const upsert = { by: ['code'] as const, create: { code: 'c', title: 'next' } }
  const upserted = await Promise.all([here.Ticket.upsert(upsert), there.Ticket.upsert(upsert)])
  expect(upserted.map(({ id }) => id)).toEqual([8, 8])
  await here.Ticket.insertMany([{ title: 'c' }, { title: 'd' }])
  const stored = await here.Ticket.find({ sort: { id: 'asc' }, plain: true })
  expect(stored.map((one) => `${one.id}${one.title}`).join()).toBe('1a,2b,5e,7g,8next,9c,10d')
})

test('where the numbers of a key are used up, none is given twice', async () => {
  await here.Ticket.create({ id: Number.MAX_SAFE_INTEGER, title: 'last' })
  const results = await Promise.allSettled(times(3, (at) => either(at).Ticket.create({ title: 't' })))
  expect(codes(results)).toEqual(times(3, () => 'NUMBER_OVERFLOW'))
  expect(await here.Ticket.count()).toBe(1)
})

test('a write whose filter asks a related record sees it as it is when it writes', async () => {
  const shop = await here.Shop.create({ name: 'open' })
  await here.Item.create({ code: 'a', shopId: shop.id })
  const toggles = times(30, (at) =>
    there.Shop.updateWhere({ id: shop.id }, { name: at % 2 ? 'open' : 'closed' }),
  )
  const changed = times(30, () => here.Item.updateWhere({ shop: { name: 'open' } }, { count: { $inc: 1 } }))
  await Promise.all(toggles)
  const total = (await Promise.all(changed)).reduce((sum, count) => sum + count, 0)
  expect((await here.Item.findOne())?.count).toBe(total)
})
