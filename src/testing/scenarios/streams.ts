import assert from 'node:assert/strict'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { collect, labels, only } from '../samples.ts'
import { group } from '../scenario.ts'

const letters = [...'abcdefg']

/** Streams: the rows of find, read in chunks. */
export const streamScenarios = group('streams', [
  {
    id: 110,
    title: 'a stream of 2,500 rows equals find, in order, with a filter and in small chunks',
    async run({ db }) {
      await db.Sample.insertMany(
        Array.from({ length: 2500 }, (_, index) => ({
          label: `${index}`,
          count: index % 7,
          name: index % 3 ? 'x' : null,
        })),
      )
      const sort = { count: 'desc', name: 'asc' } as const
      const where = { count: { $ne: 3 } }
      const found = labels(await db.Sample.find({ where, sort }))
      assert.deepEqual(labels(await collect(db.Sample.stream({ where, sort }))), found)
      assert.deepEqual(labels(await collect(db.Sample.stream({ where, sort, chunk: 100 }))), found)
      assert.deepEqual(
        labels(await collect(db.Sample.stream({ plain: true }))).toSorted(),
        labels(await db.Sample.find()).toSorted(),
      )
      const limited = await collect(db.Sample.stream({ sort, limit: 1001, offset: 5, chunk: 10 }))
      assert.deepEqual(labels(limited), labels(await db.Sample.find({ sort, limit: 1001, offset: 5 })))
    },
  },
  {
    id: 'stream-break',
    title: 'a stream can be left early, and writes work while one is open',
    async run({ db }) {
      await db.Sample.insertMany(letters.map((label) => ({ label })))
      const seen: (string | null)[] = []
      for await (const record of db.Sample.stream({ sort: { label: 'asc' }, chunk: 2 })) {
        seen.push(record.label)
        await record.set({ count: seen.length }).save()
        if (seen.length === 3) break
      }
      assert.deepEqual(seen, ['a', 'b', 'c'])
      assert.equal((await only(db, 'c')).count, 3)
      assert.equal(await db.Sample.count({ count: null }), 4)
    },
  },
  {
    id: 'stream-refused',
    title: 'a stream with a wrong query rejects at its first step',
    async run({ db }) {
      const { Sample } = hostile(db)
      await refuses(() => collect(Sample.stream({ where: { cuont: 1 } })), 'UNKNOWN_FIELD', {
        nearest: 'count',
      })
      await refuses(() => collect(Sample.stream({ where: undefined })), 'INVALID_QUERY')
    },
  },
  {
    id: 'stream-shapes',
    title: 'streams take select, plain, limits and chunks of any size',
    async run({ db }) {
      await db.Sample.insertMany(letters.map((label, count) => ({ label, count })))
      const sort = { count: 'desc' } as const
      const read = async (args: object) => labels(await collect(hostile(db).Sample.stream({ sort, ...args })))
      assert.deepEqual(await read({ select: { label: true }, chunk: 2 }), letters.toReversed())
      assert.deepEqual(await read({ chunk: 1 }), letters.toReversed())
      assert.deepEqual(await read({ chunk: 7 }), letters.toReversed())
      assert.deepEqual(await read({ limit: 0 }), [])
      assert.deepEqual(await read({ limit: 3, chunk: 2 }), ['g', 'f', 'e'])
      assert.deepEqual(await read({ where: { count: 99 } }), [])
      const [first] = await collect(db.Sample.stream({ sort, select: { label: true } }))
      assert.deepEqual(first, { label: 'g' })
      await refuses(() => collect(hostile(db).Sample.stream({ chunk: 0 })), 'INVALID_QUERY')
    },
  },
])
