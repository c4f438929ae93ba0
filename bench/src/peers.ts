import type { Peer } from './peer.ts'

/** The peers on SQLite by name, each loaded only where it takes part. The first is what the others are measured by. */
export const PEERS: Readonly<Record<string, () => Promise<{ peer: Peer }>>> = {
  driver: () => import('../peers/driver.ts'),
  ceiling: () => import('../peers/ceiling.ts'),
  prometheus: () => import('../peers/prometheus.ts'),
  'prometheus-records': () => import('../peers/prometheus-records.ts'),
  'prometheus-owners': () => import('../peers/prometheus-owners.ts'),
  kysely: () => import('../peers/kysely.ts'),
  drizzle: () => import('../peers/drizzle.ts'),
  'drizzle-prepared': () => import('../peers/drizzle-prepared.ts'),
  'drizzle-rc': () => import('../peers/drizzle-rc.ts'),
  'drizzle-rc-prepared': () => import('../peers/drizzle-rc-prepared.ts'),
}

/** The name of the peer that is 1.00. */
export const BASELINE = 'driver'
