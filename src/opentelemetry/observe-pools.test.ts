import type {
  Attributes,
  BatchObservableCallback,
  Meter,
  MeterProvider,
  Observable,
} from '@opentelemetry/api'
import { createNoopMeter, metrics } from '@opentelemetry/api'
import { afterEach, expect, test } from 'vitest'
import type { StorePool } from '../model/types/db-type.ts'
import { observePools } from './observe-pools.ts'

type Collected = Record<string, readonly (readonly [value: number, attributes: Attributes])[]>

/** A provider that reads all that is observed when it is asked to. */
function provider() {
  const callbacks = new Set<BatchObservableCallback>()
  const names = new Map<Observable, string>()
  const instrument = (name: string): Observable => {
    const made: Observable = { addCallback() {}, removeCallback() {} }
    names.set(made, name)
    return made
  }
  const meter: Meter = Object.assign(createNoopMeter(), {
    createObservableUpDownCounter: instrument,
    createObservableCounter: instrument,
    createObservableGauge: instrument,
    addBatchObservableCallback: (callback: BatchObservableCallback) => callbacks.add(callback),
    removeBatchObservableCallback: (callback: BatchObservableCallback) => callbacks.delete(callback),
  })
  return {
    provider: { getMeter: () => meter } satisfies MeterProvider,
    collect(): Collected {
      const collected: Record<string, [number, Attributes][]> = {}
      const observe = (observed: Observable, value: number, attributes: Attributes = {}): void => {
        const name = names.get(observed) ?? 'unknown'
        collected[name] = [...(collected[name] ?? []), [value, attributes]]
      }
      for (const callback of callbacks) void callback({ observe })
      return collected
    },
  }
}

const pool: StorePool = {
  place: { system: 'postgresql', namespace: 'shop', address: 'db', port: 5432 },
  ...{ store: 'postgres', name: 'db:5432/shop', max: 10, open: 7, idle: 3, used: 4, connecting: 1 },
  ...{ waiting: 2, longestWait: 1_500, opened: 12, closed: 4, lost: 1, failed: 6, timeouts: 5 },
}

afterEach(() => metrics.disable())

test('the connections are metrics by the names of the conventions, read as they are collected', () => {
  const made = provider()
  metrics.setGlobalMeterProvider(made.provider)
  let pools = [pool]
  const stop = observePools({ pools: () => pools })
  const of = {
    'db.client.connection.pool.name': 'db:5432/shop',
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'server.address': 'db',
    'server.port': 5432,
  }
  expect(made.collect()).toEqual({
    'db.client.connection.count': [
      [3, { ...of, 'db.client.connection.state': 'idle' }],
      [4, { ...of, 'db.client.connection.state': 'used' }],
    ],
    'db.client.connection.max': [[10, of]],
    'db.client.connection.pending_requests': [[2, of]],
    'db.client.connection.timeouts': [[5, of]],
    'prometheus.connection.opened': [[12, of]],
    'prometheus.connection.closed': [[4, of]],
    'prometheus.connection.lost': [[1, of]],
    'prometheus.connection.failed': [[6, of]],
    'prometheus.connection.longest_wait': [[1.5, of]],
  })
  pools = [{ ...pool, waiting: 0 }]
  expect(made.collect()['db.client.connection.pending_requests']).toEqual([[0, of]])
  stop()
  expect(made.collect()).toEqual({})
})

test('two pools of one place are told apart', () => {
  const made = provider()
  metrics.setGlobalMeterProvider(made.provider)
  observePools({ pools: () => [pool, pool, { ...pool, name: 'other' }] })
  const names = made
    .collect()
    ['db.client.connection.max']?.map(([, attributes]) => attributes['db.client.connection.pool.name'])
  expect(names).toEqual(['db:5432/shop', 'db:5432/shop (2)', 'other'])
})
