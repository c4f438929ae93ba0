import type { Attributes, BatchObservableResult, Meter, MetricOptions, Observable } from '@opentelemetry/api'
import { metrics } from '@opentelemetry/api'
import type { StorePool } from '../model/types/db-type.ts'
import { placeAttributes } from './place-attributes.ts'

/** What has pools: a connected database. */
interface Pooled {
  pools(): readonly StorePool[]
}

/** One metric, and what of a pool it shows; by state where that is said. */
interface Metric {
  readonly instrument: Observable
  value(pool: StorePool): number
  readonly state?: 'idle' | 'used'
}

const POOL_NAME = 'db.client.connection.pool.name'
const STATE = 'db.client.connection.state'

/** The metrics that the conventions have. */
function conventional(meter: Meter): readonly Metric[] {
  const changing = (name: string, options: MetricOptions) =>
    meter.createObservableUpDownCounter(`db.client.connection.${name}`, options)
  const connections = (description: string): MetricOptions => ({ description, unit: '{connection}' })
  const count = changing('count', connections('Connections that are open, by state.'))
  return [
    { instrument: count, value: ({ idle }) => idle, state: 'idle' },
    { instrument: count, value: ({ used }) => used, state: 'used' },
    { instrument: changing('max', connections('Connections at most.')), value: ({ max }) => max },
    {
      instrument: changing('pending_requests', {
        description: 'Requests that wait for a connection.',
        unit: '{request}',
      }),
      value: ({ waiting }) => waiting,
    },
    {
      instrument: meter.createObservableCounter('db.client.connection.timeouts', {
        description: 'Requests that waited for a connection in vain.',
        unit: '{timeout}',
      }),
      value: ({ timeouts }) => timeouts,
    },
  ]
}

/** What the conventions have no name for. */
function own(meter: Meter): readonly Metric[] {
  const counter = (name: 'opened' | 'closed' | 'lost' | 'failed', description: string): Metric => ({
    instrument: meter.createObservableCounter(`prometheus.connection.${name}`, {
      description,
      unit: '{connection}',
    }),
    value: (pool) => pool[name],
  })
  return [
    counter('opened', 'Connections that were made.'),
    counter('closed', 'Connections that were closed from this side.'),
    counter('lost', 'Connections that the server or the network has ended.'),
    counter('failed', 'Connections that could not be made.'),
    {
      instrument: meter.createObservableGauge('prometheus.connection.longest_wait', {
        description: 'How long the first in the queue has waited for a connection.',
        unit: 's',
      }),
      value: ({ longestWait }) => longestWait / 1000,
    },
  ]
}

/** Attributes of each pool: two of the same place, which the conventions do not know, are numbered. */
function named(pools: readonly StorePool[]): readonly (readonly [StorePool, Attributes])[] {
  const seen = new Map<string, number>()
  return pools.map((pool) => {
    const times = (seen.get(pool.name) ?? 0) + 1
    seen.set(pool.name, times)
    const name = times === 1 ? pool.name : `${pool.name} (${times})`
    return [pool, { [POOL_NAME]: name, ...placeAttributes(pool.place) }]
  })
}

/**
 * Makes metrics of the connections of a database, which are asked for as they are collected. Gives a function that
 * stops it.
 * @example
 * const stop = observePools(db)
 */
export function observePools(db: Pooled): () => void {
  const meter = metrics.getMeter('prometheus-odm')
  const all = [...conventional(meter), ...own(meter)]
  const instruments = [...new Set(all.map(({ instrument }) => instrument))]
  const observe = (result: BatchObservableResult): void => {
    for (const [pool, attributes] of named(db.pools())) {
      for (const { instrument, value, state } of all)
        result.observe(
          instrument,
          value(pool),
          state === undefined ? attributes : { ...attributes, [STATE]: state },
        )
    }
  }
  meter.addBatchObservableCallback(observe, instruments)
  return () => meter.removeBatchObservableCallback(observe, instruments)
}
