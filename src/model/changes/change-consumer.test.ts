import { expect, test } from 'vitest'
import { cast } from '../../support/cast.ts'
import type { ConsumerParts } from './change-consumer.ts'
import { ChangeConsumer } from './change-consumer.ts'
import { otherEpoch } from './position.ts'
import type { Source, SourcePage } from './source.ts'
import type { ToldChange } from './told-change.ts'

const positionOf = (place: number): string => `epoch:${place}`

/** A log of so many changes, each of which is a page. */
function sourceOf(count: number): Source {
  const source = {
    log: { watch: () => () => undefined },
    head: async () => positionOf(count),
    async read(_models: unknown, after: string | null): Promise<SourcePage> {
      const place = Number(after?.split(':')[1] ?? 0) + 1
      if (place > count) return { changes: [], position: positionOf(count) }
      const change = cast<ToldChange>({ position: positionOf(place) }, 'all that is looked at')
      return { changes: [change], position: positionOf(place) }
    },
  }
  return cast<Source>(source, 'all that a consumer asks of it')
}

test('handles nothing where it finds that it lost its lease while it made up for another history', async () => {
  const seen: string[] = []
  let turns = 0
  const row = { name: 'c', models: [], position: 'other:1', failures: 0 }
  const rows = {
    take: async () => (turns++ === 0 ? row : undefined),
    get: async () => ({ ...row, position: positionOf(5) }),
    keep: async () => false,
    release: async () => undefined,
  }
  const source = sourceOf(5)
  const consumer = new ChangeConsumer({
    ...{ name: 'c', models: [], lease: 60_000, onReset: (reason) => seen.push(reason) },
    source: cast<Source>(
      {
        ...source,
        head: async () => positionOf(0),
        read: async (models: readonly string[], after: string | null, limit: number) => {
          if (after === row.position) throw otherEpoch()
          return source.read(models, after, limit)
        },
      },
      'as above',
    ),
    rows: cast<ConsumerParts['rows']>(rows, 'all that a consumer asks of them'),
    register: async () => expect.unreachable('it is known'),
    handler: { attempts: 1, handle: ({ position }) => seen.push(position) },
    transact: (run) => run({}, cast<ConsumerParts['rows']>(rows, 'as above')),
    report: (error) => expect.unreachable(String(error)),
  })
  await consumer.caughtUp()
  await consumer.stop()
  expect(seen).toEqual(['epoch'])
})

test('handles no further page once it finds that another has its lease', async () => {
  const handled: string[] = []
  let [turns, kept] = [0, 0]
  const row = { name: 'c', models: [], position: null, failures: 0 }
  const rows = {
    take: async () => (turns++ === 0 ? row : undefined),
    get: async () => ({ ...row, position: positionOf(5) }),
    keep: async () => kept++ === 0,
    release: async () => undefined,
  }
  const consumer = new ChangeConsumer({
    ...{ name: 'c', models: [], source: sourceOf(5), lease: 60_000, onReset: undefined },
    rows: cast<ConsumerParts['rows']>(rows, 'all that a consumer asks of them'),
    register: async () => expect.unreachable('it is known'),
    handler: { attempts: 1, handle: ({ position }) => handled.push(position) },
    transact: (run) => run({}, cast<ConsumerParts['rows']>(rows, 'as above')),
    report: (error) => expect.unreachable(String(error)),
  })
  await consumer.caughtUp()
  await consumer.stop()
  expect(handled).toEqual([positionOf(1), positionOf(2)])
})
