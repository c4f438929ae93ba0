import { expect, test } from 'vitest'
import { freshDatabase } from './server.ts'

test('the store says which database it is, by what the server says of itself', async () => {
  const database = await freshDatabase()
  const store = database.store()
  await store.open([])
  expect(store.place).toMatchObject({
    system: expect.stringMatching(/^(mysql|mariadb)$/),
    namespace: database.name,
    address: expect.any(String),
    port: expect.any(Number),
  })
  await store.close()
  await database.drop()
})
