import { expect, test } from 'vitest'
import { cast } from '../../support/cast.ts'
import { checkServer } from './check-server.ts'
import type { Connection } from './connection.ts'

const says = (about: Record<string, string>): Connection =>
  cast<Connection>({ info: async () => new Map(Object.entries(about)) }, 'what is asked of it')

test.each([
  [{ redis_version: '6.2.14' }, /is Redis 6\.2\.14; version 7 is needed/],
  [{ redis_version: '2.8.0' }, /is Redis 2\.8\.0/],
  [{ redis_version: '7.2.4', redis_mode: 'cluster' }, /part of a cluster/],
])('a server that says %o is refused', async (about, message) => {
  const refused = checkServer(says(about))
  await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(refused).rejects.toThrow(message)
})

test.each([{ redis_version: '7.0.0' }, { redis_version: '8.0.1' }, {}])(
  'a server that says %o is taken',
  async (about) => {
    await expect(checkServer(says(about))).resolves.toBeUndefined()
  },
)
