import { expect, test } from 'vitest'
import { settingsOf } from './options.ts'

test('the database is that of the url or of the option, which wins', () => {
  expect(settingsOf('mongodb://u:p@a,b:1/shop?replicaSet=r').database).toBe('shop')
  expect(settingsOf({ url: 'mongodb+srv://a/x', database: 'y' }).database).toBe('y')
  expect(settingsOf('mongodb://a/caf%C3%A9')).toMatchObject({ database: 'café', poolSize: 20 })
})

test.each([
  [undefined],
  ['localhost:27017'],
  ['mongodb://localhost'],
  [{ url: 5 }],
  [{ url: 'mongodb://a/b', pool: 3 }],
  [{ url: 'mongodb://a/b', poolSize: 0 }],
  [{ url: 'mongodb://a/b', statementTimeout: -1 }],
  [{ url: 'mongodb://a/b', serverTimeout: 1.5 }],
])('refuses %j', (options) => {
  expect(() => settingsOf(options as never)).toThrow(expect.objectContaining({ code: 'MISUSE' }))
})
