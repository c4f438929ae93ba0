import { postgres } from 'prometheus-odm/postgres'
import { expect, test } from 'vitest'
import { serverUrl } from './server.ts'

test('the store says which database it is, and never as whom', async () => {
  const store = postgres({ url: serverUrl, schema: 'public' })
  await store.open([])
  const { hostname, port, pathname } = new URL(serverUrl)
  expect(store.place).toEqual({
    system: 'postgresql',
    namespace: `${pathname.slice(1)}|public`,
    address: hostname,
    port: Number(port || 5432),
  })
  await store.close()
})
