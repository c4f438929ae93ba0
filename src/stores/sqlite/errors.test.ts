import { describe, expect, test } from 'vitest'
import { PrometheusError } from '../../errors/error.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field, ref } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import { cast } from '../../support/cast.ts'
import { convertError, isBusy, locate } from './errors.ts'

const written = (schema: object) => cast<SchemaDefinition>(schema, 'the factories give definitions')
const owner = { name: 'Company', schema: written({ id: field.id() }) }
const product = {
  name: 'Product',
  schema: written({
    id: field.id(),
    listPrice: field.integer({ required: true }),
    gtin: field.string({ unique: { within: ['lotCode'] } }),
    lotCode: field.string(),
    state: field.enum(['on', 'off']),
    company: ref('Company'),
  }),
}
const { shape: model } = buildModelSchema(product, new Map([[owner.name, owner]]))

class SqliteError extends TypeError {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
const convert = (code: string, message: string) => convertError(new SqliteError(code, message), model)

describe('an error of SQLite', () => {
  test('about a unique index names attributes, not columns, and the index', () => {
    const error = convert(
      'SQLITE_CONSTRAINT_UNIQUE',
      'UNIQUE constraint failed: product.lot_code, product.gtin',
    )
    expect(error).toMatchObject({
      code: 'UNIQUE_VIOLATION',
      message: 'Product: another record has the same lotCode, gtin. Choose another value.',
      details: { model: 'Product', fields: ['lotCode', 'gtin'], index: 'product_lot_code_gtin_unique' },
    })
    expect(error.cause).toBeInstanceOf(SqliteError)
  })

  test('about the key is a unique violation without an index', () => {
    const { code, details } = convert('SQLITE_CONSTRAINT_PRIMARYKEY', 'UNIQUE constraint failed: product.id')
    expect([code, details]).toEqual(['UNIQUE_VIOLATION', { model: 'Product', fields: ['id'] }])
  })

  test.each([
    [
      'SQLITE_CONSTRAINT_NOTNULL',
      'NOT NULL constraint failed: product.list_price',
      'NOT_NULL_VIOLATION',
      { field: 'listPrice' },
    ],
    [
      'SQLITE_CONSTRAINT_CHECK',
      'CHECK constraint failed: product_state_check',
      'CHECK_VIOLATION',
      { field: 'state' },
    ],
    [
      'SQLITE_CONSTRAINT_DATATYPE',
      'cannot store TEXT value in INTEGER column product.list_price',
      'CHECK_VIOLATION',
      { field: 'listPrice' },
    ],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', 'FOREIGN KEY constraint failed', 'FOREIGN_KEY_VIOLATION', {}],
    ['SQLITE_BUSY', 'database is locked', 'LOCK_TIMEOUT', {}],
    ['SQLITE_BUSY_SNAPSHOT', 'database is locked', 'SERIALIZATION_FAILURE', {}],
    ['SQLITE_READONLY', 'attempt to write a readonly database', 'STORE_READ_ONLY', {}],
    ['SQLITE_READONLY_DBMOVED', 'attempt to write a readonly database', 'STORE_READ_ONLY', {}],
    ['SQLITE_CORRUPT_INDEX', 'database disk image is malformed', 'STORE_CORRUPT', {}],
    ['SQLITE_NOTADB', 'file is not a database', 'STORE_FOREIGN', {}],
    ['SQLITE_FULL', 'database or disk is full', 'STORE_FULL', {}],
    ['SQLITE_IOERR_WRITE', 'disk I/O error', 'STORE_ERROR', {}],
    ['SQLITE_CANTOPEN', 'unable to open database file', 'CONNECTION_FAILED', {}],
    ['SQLITE_ERROR', 'no such table: product', 'SCHEMA_MISMATCH', {}],
    ['SQLITE_ERROR', 'table product has no column named gtin', 'SCHEMA_MISMATCH', {}],
    ['SQLITE_ERROR', 'integer overflow', 'NUMBER_OVERFLOW', {}],
    ['SQLITE_ERROR', 'anything else', 'STORE_ERROR', {}],
    ['', 'The database connection is not open', 'NOT_CONNECTED', {}],
  ])('%s: %s becomes %s', (sqlite, message, code, details) => {
    const error = convert(sqlite, message)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^Product: /)
    expect(error.details).toEqual({ model: 'Product', ...details })
  })

  test('is retryable where another lock was the cause', () => {
    expect(convert('SQLITE_BUSY', 'database is locked').retryable).toBe(true)
    expect(convert('SQLITE_FULL', 'database or disk is full').retryable).toBe(false)
    expect(isBusy(new SqliteError('SQLITE_BUSY_RECOVERY', ''))).toBe(true)
    expect(isBusy(new SqliteError('SQLITE_FULL', ''))).toBe(false)
  })

  test('about the file as a whole says which file, and no other does', () => {
    const full = locate(convert('SQLITE_FULL', 'database or disk is full'), 'shop.db')
    expect(full.message).toBe('Product: there is no room left on the disk: free some (shop.db).')
    expect(full.details).toEqual({ model: 'Product', path: 'shop.db' })
    const other = convert('SQLITE_CONSTRAINT_NOTNULL', 'NOT NULL constraint failed: product.list_price')
    expect(locate(other, 'shop.db')).toBe(other)
  })

  test('that is one of ours stays itself, and an overflow learns its model', () => {
    const closed = new PrometheusError('TX_CLOSED', 'x')
    expect(convertError(closed, model)).toBe(closed)
    expect(convertError(new PrometheusError('NUMBER_OVERFLOW', 'x'), model).details).toEqual({
      model: 'Product',
    })
  })
})
