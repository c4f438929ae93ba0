import { describe, expect, test } from 'vitest'
import { cast } from '../../support/cast.ts'
import { clientOptions } from './client-options.ts'
import type { PostgresOptions } from './options.ts'
import { settingsOf } from './options.ts'

const optionsOf = (options: string | PostgresOptions) => clientOptions(settingsOf(options))

describe('the options of postgres()', () => {
  test('have defaults, which undefined does not replace', () => {
    const url = 'postgres://localhost/shop'
    const settings = { url, max: 10, idleTimeout: 30_000, connectTimeout: 10_000, acquireTimeout: 10_000 }
    expect(settingsOf(url)).toEqual({
      ...settings,
      prepare: true,
      rowSecurity: false,
      applicationName: 'prometheus-odm',
    })
    const given = cast<PostgresOptions>({ url, max: undefined }, 'JavaScript may say so')
    expect(settingsOf(given).max).toBe(10)
  })

  const wrong: readonly (readonly [options: unknown, what: RegExp])[] = [
    [undefined, /give a url or options/],
    ['', /url is a text/],
    ['localhost:5432/shop', /the url is none/],
    ['mysql://localhost/shop', /the url is none/],
    [{ pool: 5 }, /there is no option 'pool'/],
    [{ max: 0 }, /max is a whole number/],
    [{ port: 70_000 }, /port is a number/],
    [{ statementTimeout: 1.5 }, /statementTimeout is whole milliseconds/],
    [{ lockTimeout: -1 }, /lockTimeout is whole milliseconds/],
    [{ password: 5 }, /password is a text/],
    [{ prepare: 'no' }, /prepare is true or false/],
    [{ ssl: 'require' }, /ssl is true, false or options/],
    [{ schema: 'a" -c x' }, /no spaces and no quotes/],
    [{ url: 'postgres://a', host: 'b' }, /a url or a host, not both/],
  ]
  test.each(wrong)('%o are refused', (options, what) => {
    const run = () => settingsOf(cast<PostgresOptions>(options, 'wrong on purpose'))
    expect(run).toThrow(expect.objectContaining({ code: 'MISUSE', message: expect.stringMatching(what) }))
  })

  test('set what the decoders of columns rely on as a connection begins, but not through a pooler', () => {
    expect(optionsOf({ host: 'a' }).options).toContain('-c TimeZone=UTC -c DateStyle=ISO')
    expect(optionsOf({ host: 'a', prepare: false }).options).toBe(undefined)
    expect(optionsOf({ prepare: false, schema: 'shop' }).options).toBe('-c search_path="shop"')
  })

  test('keep what the options of a url set', () => {
    const { connectionString, options } = optionsOf(
      'postgres://u:p@h/d?options=-c%20geqo%3Doff&sslmode=disable',
    )
    expect(connectionString).toBe('postgres://u:p@h/d?sslmode=disable')
    expect(options).toMatch(/^-c geqo=off -c TimeZone=UTC/)
  })

  test('have timeouts only where they are given', () => {
    expect(optionsOf({ statementTimeout: 0, lockTimeout: 5 })).toMatchObject({
      statement_timeout: 0,
      lock_timeout: 5,
      connectionTimeoutMillis: 10_000,
    })
    expect(optionsOf({})).not.toHaveProperty('statement_timeout')
  })
})
