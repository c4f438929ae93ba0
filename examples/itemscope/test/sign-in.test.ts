import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkCredentials } from '../src/accounts/sign-in.ts'
import type { Database } from '../src/database.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

let app: RunningApp

beforeAll(async () => {
  app = await startApp()
})

afterAll(() => app.stop())

it('answers for an unknown address again, once the database does', async () => {
  const credentials = { email: 'nobody@example.com', password: 'wrong horse' }
  const system = (reason: string) => {
    const scope = app.db.system(reason)
    return { User: scope.User, transaction: () => Promise.reject(new Error('busy')) }
  }
  const busy = { system } as unknown as Database
  await expect(checkCredentials(busy, credentials)).rejects.toThrow('busy')
  expect(await checkCredentials(app.db, credentials)).toBeNull()
})
