import { describe, expect, test } from 'vitest'
import { openShop } from './shop.ts'
import { temporaryFile } from './temporary-file.ts'

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))

describe.each(['a file', 'memory'])('at once, in %s', (where) => {
  const open = () => openShop(where === 'memory' ? ':memory:' : temporaryFile())

  test('fifty increments make fifty', async () => {
    const db = await open()
    await db.Counter.create({ code: 'a' })
    await Promise.all(times(50, () => db.Counter.updateWhere({ code: 'a' }, { count: { $inc: 1 } })))
    expect((await db.Counter.findOne({ where: { code: 'a' } }))?.count).toBe(50)
    await db.close()
  })

  test('fifty transactions that read and then write lose nothing', async () => {
    const db = await open()
    const { id } = await db.Counter.create({ code: 'a' })
    const increment = () =>
      db.transaction(async (tx) => {
        const counter = await tx.Counter.findById(id)
        await counter?.set({ count: counter.count + 1 }).save()
      })
    await Promise.all(times(50, increment))
    expect((await db.Counter.findById(id))?.count).toBe(50)
    await db.close()
  })

  test('twenty upserts make one', async () => {
    const db = await open()
    const made = await Promise.all(
      times(20, () =>
        db.Counter.upsert({ by: ['code'], create: { code: 'a' }, update: { count: { $inc: 1 } } }),
      ),
    )
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await db.Counter.find({ plain: true, select: { count: true } })).toEqual([{ count: 19 }])
    await db.close()
  })

  test('statements, savepoints and bulk inserts of one transaction take turns', async () => {
    const db = await open()
    await db.transaction(async (tx) => {
      await Promise.all([
        ...times(20, (i) => tx.Counter.create({ code: `code ${i}` })),
        tx.Line.insertMany(times(3_000, () => ({ batch: 1 }))),
        tx.transaction((inner) => Promise.all(times(5, () => inner.Line.create({ batch: 2 })))),
        tx
          .transaction(async (inner) => {
            await inner.Line.insertMany(times(2_500, () => ({ batch: 3 })))
            throw new RangeError('undone')
          })
          .catch((error: unknown) => expect(error).toBeInstanceOf(RangeError)),
        ...times(20, () => tx.Counter.updateWhere({ code: 'code 0' }, { count: { $inc: 1 } })),
      ])
    })
    expect([
      await db.Counter.count(),
      await db.Line.count({ batch: 1 }),
      await db.Line.count({ batch: 2 }),
    ]).toEqual([20, 3_000, 5])
    expect(await db.Line.count({ batch: 3 })).toBe(0)
    await db.close()
  })

  test('readers see whole transactions only, while bulk inserts go on', async () => {
    const db = await open()
    const seen = new Set<number>()
    let done = false
    const writing = Promise.all(
      times(4, (batch) => db.Line.insertMany(times(5_000, () => ({ batch })))),
    ).then(() => {
      done = true
    })
    while (!done) {
      seen.add(await db.Line.count())
      await new Promise((resolve) => setImmediate(resolve))
    }
    await writing
    expect([...seen].filter((count) => count % 5_000 !== 0)).toEqual([])
    expect(await db.Line.count()).toBe(20_000)
    await db.close()
  })
})
