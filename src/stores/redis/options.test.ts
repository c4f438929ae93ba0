import { expect, test } from 'vitest'
import { redis } from './index.ts'
import { settingsOf } from './options.ts'

test('an address alone is enough, and so is nothing', () => {
  const defaults = {
    prefix: 'prometheus',
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    reconnectDelay: 2_000,
    scanLimit: 10_000,
    client: {},
  }
  expect(settingsOf({})).toEqual({ ...defaults, url: 'redis://127.0.0.1:6379' })
  expect(settingsOf('rediss://me:secret@host:1/2')).toEqual({
    ...defaults,
    url: 'rediss://me:secret@host:1/2',
  })
  expect(redis().name).toBe('redis')
})

test.each<[given: unknown, problem: RegExp]>([
  [null, /give an address or options/],
  [7, /give an address or options/],
  ['localhost', /give an address such as/],
  ['http://localhost', /give an address such as/],
  [{ url: 7 }, /give an address such as/],
  ['redis://localhost/shop', /a database is a number/],
  ['redis://localhost/1/2', /a database is a number/],
  [{ host: 'localhost' }, /there is no option 'host'/],
  [{ prefix: '' }, /prefix is a text without braces/],
  [{ prefix: 'a{b}' }, /prefix is a text without braces/],
  [{ prefix: 7 }, /prefix is a text without braces/],
  [{ connectTimeout: 0 }, /connectTimeout is milliseconds/],
  [{ commandTimeout: Number.NaN }, /commandTimeout is milliseconds/],
  [{ reconnectDelay: '1' }, /reconnectDelay is milliseconds/],
  [{ scan: 5 }, /scan is \{ limit/],
  [{ scan: { limit: 0 } }, /scan is \{ limit/],
  [{ client: 'x' }, /client is an object/],
  [{ client: { keyPrefix: 'a' } }, /what keys begin with: prefix/],
])('%o is refused', (given, problem) => {
  expect(() => settingsOf(given as string)).toThrow(
    expect.objectContaining({ code: 'MISUSE', message: expect.stringMatching(problem) }),
  )
})
