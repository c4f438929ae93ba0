import assert from 'node:assert/strict'
import type { StatementEvent } from '../../model/types/db-type.ts'
import { refuses } from '../refusals.ts'
import { labels, only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

/** What is told of statements to those who listen. */
export const statementEventScenarios = group('statement events', [
  {
    id: 'statement-events',
    title:
      'a statement is told with its model, kind, rows and a shape that is equal where only values differ',
    async run({ db, listen }) {
      await seed(db, { a: { count: 1 }, b: { count: 2 } })
      const { id } = await only(db, 'a')
      const events: StatementEvent[] = []
      const stop = listen((event) => events.push(event))
      assert.deepEqual(labels(await db.Sample.find({ where: { count: 1 } })), ['a'])
      assert.deepEqual(labels(await db.Sample.find({ where: { count: 2 } })), ['b'])
      await refuses(() => db.Sample.create({ id, label: 'c' }), 'UNIQUE_VIOLATION')
      stop()
      await db.Sample.count()
      const [first, second, ...rest] = events
      assert.deepEqual(
        [first?.model, first?.kind, first?.rows, first?.error],
        ['Sample', 'find', 1, undefined],
      )
      assert.equal(first?.shape, second?.shape)
      assert.equal(first?.store, second?.store)
      assert.ok((first?.duration ?? -1) >= 0)
      const failed = rest.find(({ kind }) => kind === 'insert')
      assert.deepEqual([failed?.error, failed?.rows], ['UNIQUE_VIOLATION', 0])
      assert.ok(!events.some((event) => event.kind === 'count'))
    },
  },
])
