import { describe, expect, test } from 'vitest'
import { PrometheusError } from '../../errors/error.ts'
import { cast } from '../../support/cast.ts'
import type { MysqlOptions } from './options.ts'
import { settingsOf } from './options.ts'

const refusal = (options: unknown): PrometheusError => {
  try {
    settingsOf(cast<MysqlOptions>(options, 'the test gives what it likes'))
  } catch (error) {
    if (error instanceof PrometheusError) return error
  }
  throw new Error('nothing was refused')
}

describe('the argument of mysql()', () => {
  test('is a url, whose parts are decoded', () => {
    expect(settingsOf('mysql://an%20n:p%40ss@db.example:3307/shop')).toEqual({
      host: 'db.example',
      port: 3307,
      user: 'an n',
      password: 'p@ss',
      database: 'shop',
      max: 10,
      idleTimeout: 30_000,
      connectTimeout: 10_000,
      acquireTimeout: 10_000,
      preparedStatements: 250,
    })
    expect(settingsOf('mariadb://[::1]/shop').host).toBe('::1')
  })

  test('is options, which come before what a url says', () => {
    const settings = settingsOf({
      url: 'mysql://root@localhost/shop',
      database: 'other',
      password: 'x',
      max: 3,
    })
    expect(settings).toMatchObject({ user: 'root', database: 'other', password: 'x', max: 3 })
  })

  test.each([
    [null, /url or options/],
    [7, /url or options/],
    ['', /url is a text/],
    ['nonsense', /url is none/],
    ['postgres://localhost/shop', /begins with mysql/],
    ['mysql://localhost/shop?ssl=true', /parameters/],
    ['mysql://localhost', /name a database/],
    [{ host: 'localhost' }, /name a database/],
    [{ database: 'shop', hots: 'x' }, /no option 'hots'/],
    [{ database: 'shop', host: 7 }, /host is a text/],
    [{ database: 'shop', password: () => 'x' }, /password is a text/],
    [{ database: 'shop', port: 70_000 }, /port/],
    [{ database: 'shop', max: 0 }, /max is a whole number/],
    [{ database: 'shop', idleTimeout: -1 }, /idleTimeout/],
    [{ database: 'shop', ssl: 'yes' }, /ssl/],
  ])('is refused where it is wrong: %j', (options, message) => {
    expect(refusal(options)).toMatchObject({ code: 'MISUSE', message: expect.stringMatching(message) })
  })
})
