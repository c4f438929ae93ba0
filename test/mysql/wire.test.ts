import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/stores/mysql/connection.ts'
import { Connector } from '../../src/stores/mysql/connector.ts'
import { settingsOf } from '../../src/stores/mysql/options.ts'
import { Decimal } from '../../src/stores/mysql/wire/parameter.ts'
import type { Database } from './server.ts'
import { freshDatabase, urlOf } from './server.ts'

let database: Database
let connection: Connection
beforeAll(async () => {
  database = await freshDatabase()
  connection = await new Connector(settingsOf(urlOf(database.name))).connect()
})
afterAll(async () => {
  await connection.end()
  await database.drop()
})

/** The one row that a statement gives. */
const row = async (sql: string, values: readonly unknown[] = []): Promise<readonly unknown[]> =>
  (await connection.rows(sql, values))[0] ?? []

/** What a type gives back of values as they are written in SQL. */
async function stored(type: string, ...literals: readonly string[]): Promise<readonly unknown[]> {
  await connection.script(`create table one (n int auto_increment primary key, v ${type})`)
  await connection.script(`insert into one (v) values ${literals.map((literal) => `(${literal})`).join()}`)
  const rows = await connection.rows('select v from one order by n', [])
  await connection.script('drop table one')
  return rows.map(([value]) => value)
}

describe('values come as they were stored', () => {
  test.each([
    ['tinyint', ['-128', '-1', '0', '127'], [-128, -1, 0, 127]],
    ['tinyint unsigned', ['0', '128', '255'], [0, 128, 255]],
    ['smallint', ['-32768', '32767'], [-32768, 32767]],
    ['smallint unsigned', ['65535'], [65535]],
    ['mediumint', ['-8388608', '8388607'], [-8388608, 8388607]],
    ['mediumint unsigned', ['16777215'], [16777215]],
    ['int', ['-2147483648', '-1', '2147483647'], [-2147483648, -1, 2147483647]],
    ['int unsigned', ['2147483648', '4294967295'], [2147483648, 4294967295]],
    [
      'bigint',
      ['-9007199254740991', '-4294967297', '-1', '4294967296'],
      [-9007199254740991, -4294967297, -1, 4294967296],
    ],
    [
      'bigint',
      ['-9223372036854775808', '9223372036854775807'],
      ['-9223372036854775808', '9223372036854775807'],
    ],
    [
      'bigint unsigned',
      ['9007199254740991', '18446744073709551615'],
      [9007199254740991, '18446744073709551615'],
    ],
    ['year', ['1901', '2155'], [1901, 2155]],
    ['float', ['-1.5', '0.25'], [-1.5, 0.25]],
    ['double', ['-0.5e0', '1.7976931348623157e308', '5e-324'], [-0.5, Number.MAX_VALUE, Number.MIN_VALUE]],
    [
      'decimal(30,10)',
      ['-12345678901234567890.0123456789', '0'],
      ['-12345678901234567890.0123456789', '0.0000000000'],
    ],
    ['date', ["'0001-01-01'", "'0099-12-31'", "'9999-12-31'"], ['0001-01-01', '0099-12-31', '9999-12-31']],
    [
      'time(3)',
      ["'00:00:00'", "'01:02:03.004'", "'23:59:59.999'"],
      ['00:00:00.000', '01:02:03.004', '23:59:59.999'],
    ],
    ['time(6)', ["'-26:00:01'", "'838:59:58.123456'"], ['-26:00:01.000', '838:59:58.123']],
    ['varchar(20)', ["''", "'ab'", "'é😀'"], ['', 'ab', 'é😀']],
    ['char(3)', ["'ab'"], ['ab']],
    ["enum('a', 'é')", ["'é'"], ['é']],
    ['json', [`'{"a": [1]}'`], ['{"a": [1]}']],
  ])('%s %s', async (type, literals, values) => {
    expect(await stored(type, ...literals)).toEqual(values)
  })

  test.each([
    ["'0001-01-01 00:00:00'", '0001-01-01T00:00:00.000Z'],
    ["'0099-12-31 23:59:59.999'", '0099-12-31T23:59:59.999Z'],
    ["'1969-12-31 23:59:59.001'", '1969-12-31T23:59:59.001Z'],
    ["'2024-02-29'", '2024-02-29T00:00:00.000Z'],
    ["'2038-01-19 03:14:08.000001'", '2038-01-19T03:14:08.000Z'],
    ["'9999-12-31 23:59:59.999999'", '9999-12-31T23:59:59.999Z'],
  ])('the moment %s', async (literal, expected) => {
    expect(await stored('datetime(6)', literal)).toEqual([Date.parse(expected)])
  })

  test('the timestamp of a moment is one too', async () => {
    expect(await stored('timestamp(3)', "'2024-05-06 07:08:09.123'")).toEqual([
      Date.UTC(2024, 4, 6, 7, 8, 9, 123),
    ])
  })

  test('dates that are none are no moments, and disturb nothing behind them', async () => {
    await connection.script("set @modes = @@sql_mode, sql_mode = ''")
    await connection.script('create table zero (d date, a datetime(3), b datetime, c int)')
    await connection.script("insert into zero values ('0000-00-00', '2024-00-01 01:02:03.004', 0, 7)")
    await connection.script('set sql_mode = @modes')
    expect(await row('select d, a, b, c from zero')).toEqual(['0000-00-00', Number.NaN, Number.NaN, 7])
  })

  test.each([0, 1, 250, 251, 252, 255, 65_535, 65_536, 100_000])('texts and bytes of %i', async (size) => {
    const text = 'x'.repeat(size)
    const bytes = Buffer.alloc(size, 255)
    const [first, second, last] = await row('select ? as a, cast(? as binary) as b, 1 as c', [text, bytes])
    expect([first === text, Buffer.isBuffer(second) && bytes.equals(second), last]).toEqual([true, true, 1])
  })
})

describe('values are sent as they are', () => {
  test.each([
    ['a float', 'double', 0.1, 0.1],
    ['a float that is whole', 'double', 1e300, 1e300],
    ['a whole number of 64 bits', 'signed', -9223372036854775808n, '-9223372036854775808'],
    ['a truth', 'signed', true, 1],
    ['a decimal', 'decimal(5, 2)', new Decimal('-0.10'), '-0.10'],
    ['nothing', 'char', null, null],
    ['a text beyond ASCII', 'char', 'é~😀', 'é~😀'],
  ])('%s', async (_what, type, value, back) => {
    expect(await row(`select cast(? as ${type}) as a, ? as b`, [value, 'behind'])).toEqual([back, 'behind'])
  })

  test('a limit is a whole number', async () => {
    expect(await connection.rows('select 1 union all select 2 limit ? offset ?', [1, 1])).toEqual([[2]])
  })

  test('what has no type is refused, and the connection goes on', async () => {
    await expect(row('select ?', [{}])).rejects.toMatchObject({ code: 'STORE_ERROR' })
    await expect(row('select ?', [2n ** 63n])).rejects.toMatchObject({ code: 'STORE_ERROR' })
    expect(await row('select ?', ['here'])).toEqual(['here'])
  })
})

describe('rows', () => {
  test.each([1, 5, 6, 7, 8, 9, 14, 15, 63, 64, 65, 70, 200])(
    'of %i columns know which are null',
    async (count) => {
      const values = Array.from({ length: count }, (_, i) =>
        i % 3 === 0 || i === count - 1 ? null : `v${i}`,
      )
      expect(await row(`select ${values.map((_, i) => `? as c${i}`).join()}`, values)).toEqual(values)
    },
  )

  test('may be none, or many', async () => {
    expect(await connection.rows('select 1 from dual where 1 = 0', [])).toEqual([])
    const list = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => i))
    const rows = await connection.rows("select v from json_table(?, '$[*]' columns (v int path '$')) as t", [
      list,
    ])
    expect(rows.map(([value]) => value)).toEqual(JSON.parse(list))
  })

  // A message of 2^24 - 1 bytes is followed by another; a row begins with a zero and the bits of its nulls.
  const most = 2 ** 24 - 1
  const heads = 2 + 4 + 4
  test.each([
    ['just fit in one message', most - 1],
    ['fill one to its end', most],
    ['need another for a byte', most + 1],
    ['need three', 2 * most + 5],
  ])('that %s arrive whole', async (_what, size) => {
    const first = 8_000_000
    const parts = [first, ...(size > 2 * most ? [first, first, first] : [])]
    const rest = size - heads - (parts.length - 1) * 4 - parts.reduce((sum, part) => sum + part, 0)
    const lengths = [...parts, rest]
    const list = lengths.map((length, i) => `repeat('${i}', ${length})`)
    const rows = await connection.rows(
      `select ${list.join()} union all select ${list.map(() => "'end'").join()}`,
      [],
    )
    expect(rows.map((found) => found.map((text) => String(text).length))).toEqual([
      lengths,
      lengths.map(() => 3),
    ])
    expect(rows[0]?.every((text, i) => String(text).endsWith(String(i)))).toBe(true)
  })

  test('that an error follows are not given, and the connection goes on', async () => {
    const list = JSON.stringify(Array.from({ length: 1_000 }, (_, i) => i))
    const failing = `select repeat('x', 1000), if(v = 900, (select 1 union select 2), v) from json_table('${list}', '$[*]' columns (v int path '$')) as t`
    await expect(connection.rows(failing, [])).rejects.toMatchObject({ errno: 1242 })
    expect(await row('select 1')).toEqual([1])
  })
})

test('a write tells how many rows it found, and the first key', async () => {
  await connection.script(
    'create table k (id bigint auto_increment primary key, v int) auto_increment = 70000',
  )
  expect(await connection.write('insert into k (v) values (?), (?)', [1, 1])).toEqual({
    affectedRows: 2,
    insertId: 70_000,
  })
  expect(await connection.write('update k set v = ?', [1])).toEqual({ affectedRows: 2, insertId: 0 })
  await connection.script('alter table k auto_increment = 9007199254740991')
  expect((await connection.write('insert into k (v) values (?)', [1])).insertId).toBe(2 ** 53 - 1)
})

test('a statement that cannot be prepared says why, and the connection goes on', async () => {
  await expect(row('select nothing from nowhere')).rejects.toMatchObject({ errno: 1146 })
  expect(await row('select 1')).toEqual([1])
})
