import { PrometheusError } from '../../errors/error.ts'
import type { Connection } from './connection.ts'

const unsupported = (what: string): never => {
  throw new PrometheusError('UNSUPPORTED', `redis(): ${what}.`)
}

/** Refuses a server on which the store could not keep what it promises. */
export async function checkServer(connection: Connection): Promise<void> {
  const info = await connection.info()
  const version = info.get('redis_version') ?? '7'
  if (Number.parseInt(version, 10) < 7) unsupported(`the server is Redis ${version}; version 7 is needed`)
  if (info.get('redis_mode') === 'cluster')
    unsupported('the server is part of a cluster; name one that is not')
  const policy = info.get('maxmemory_policy') ?? ''
  if (policy.startsWith('allkeys') && info.get('maxmemory') !== '0') {
    unsupported(
      `the server drops any key when memory is short (maxmemory-policy ${policy}), which tears records from their indexes: set noeviction or a volatile policy`,
    )
  }
}
