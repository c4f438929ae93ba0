import type { Peer } from './peer.ts'

/** The stores that are measured. */
export type StoreName = 'sqlite' | 'postgres' | 'mysql' | 'redis' | 'mongodb'

type Peers = Readonly<Record<string, () => Promise<{ peer: Peer }>>>

const ours: Peers = {
  prometheus: () => import('../peers/prometheus.ts'),
  'prometheus-records': () => import('../peers/prometheus-records.ts'),
  'prometheus-owners': () => import('../peers/prometheus-owners.ts'),
}

/** On stores that record changes. */
const changes: Peers = { 'prometheus-changes': () => import('../peers/prometheus-changes.ts') }

/** The peers on each store by name, each loaded only where it takes part. The first is what the others are measured by. */
export const PEERS: Readonly<Record<StoreName, Peers>> = {
  sqlite: {
    driver: () => import('../peers/driver.ts'),
    ceiling: () => import('../peers/ceiling.ts'),
    ...ours,
    ...changes,
    kysely: () => import('../peers/kysely.ts'),
    drizzle: () => import('../peers/drizzle.ts'),
    'drizzle-prepared': () => import('../peers/drizzle-prepared.ts'),
    'drizzle-rc': () => import('../peers/drizzle-rc.ts'),
    'drizzle-rc-prepared': () => import('../peers/drizzle-rc-prepared.ts'),
  },
  postgres: { driver: () => import('../peers/postgres/driver.ts'), ...ours, ...changes },
  mysql: { driver: () => import('../peers/mysql/driver.ts'), ...ours, ...changes },
  redis: { driver: () => import('../peers/redis/driver.ts'), ...ours },
  mongodb: { driver: () => import('../peers/mongodb/driver.ts'), ...ours },
}

/** The name of the peer that is 1.00. */
export const BASELINE = 'driver'
