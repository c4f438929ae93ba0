import { expect, test } from 'vitest'
import { formatMigration, parseMigration } from './file.ts'

const written = {
  name: '20261130T1200_change',
  database: 'some',
  tables: ['a', 'odd name, "x"'],
  result: 'f00',
  summary: ['make table a', 'two\nlines'],
  up: ['create table a (b text);', '-- require: select 1 = 1 -- Because; it is so.\n-- said\ndrop table c;'],
  down: ['-- require: select 0'],
}

test('what is written is read again', () => {
  const text = formatMigration(written)
  const file = parseMigration(written.name, text, false)
  expect(file).toMatchObject({ name: written.name, database: 'some', tables: written.tables, result: 'f00' })
  expect(file.up).toEqual([
    { text: 'create table a (b text)', requires: [] },
    { text: 'drop table c', requires: [{ query: 'select 1 = 1', message: 'Because; it is so.' }] },
  ])
  expect(file.down).toEqual([
    { text: '', requires: [{ query: 'select 0', message: 'this is required, and does not hold: select 0' }] },
  ])
  expect(text).toContain('-- * two lines\n')
})

test('the checksum is of the text, whatever ends its lines', () => {
  const text = formatMigration(written)
  const { checksum } = parseMigration('x', text, false)
  expect(parseMigration('x', text.replaceAll('\n', '\r\n'), false).checksum).toBe(checksum)
  expect(parseMigration('x', `${text} `, false).checksum).not.toBe(checksum)
})

test.each([
  ['no sections', 'select 1', /needs a line "-- up" and after it a line "-- down"/],
  ['down before up', '-- down\n-- up\n', /needs a line "-- up"/],
  ['up twice', '-- up\n-- up\n-- down\n', /once each/],
  ['no header', '-- up\n-- down\n', /no line "-- database: …"/],
])('a file with %s is refused', (_what, text, message) => {
  expect(() => parseMigration('x', text, false)).toThrow(message)
})
