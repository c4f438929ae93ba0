import { describe, expect, test } from 'vitest'
import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { convertError, isConflict } from './errors.ts'

const fieldOf = (index: number, name: string): FieldShape => ({
  index,
  name,
  column: `${name}_column`,
  kind: 'string',
  nullable: index > 0,
})
const [id, email, tenant] = [fieldOf(0, 'id'), fieldOf(1, 'email'), fieldOf(2, 'tenant')]
const model: ModelShape = {
  name: 'Account',
  table: 'account',
  fields: [id, email, tenant],
  key: [id],
  indexes: [{ name: 'account_email', fields: [tenant, email], unique: true }],
}
const duplicate = (index: string, keyPattern: object) => ({
  code: 11000,
  message: `E11000 duplicate key error collection: x.account index: ${index} dup key: { a: "secret" }`,
  keyPattern,
})
const named = (name: string, more: object = {}) => Object.assign(new Error('secret'), { name, ...more })

describe('a duplicate', () => {
  test('of a unique index names model, fields and index', () => {
    const error = convertError(duplicate('account_email', { tenant_column: 1, email_column: 1 }), model)
    expect(error.code).toBe('UNIQUE_VIOLATION')
    expect(error.details).toEqual({ model: 'Account', fields: ['tenant', 'email'], index: 'account_email' })
  })

  test('of the key names the key, also among the errors of many writes', () => {
    const error = convertError({ code: 11000, writeErrors: [{ err: duplicate('_id_', { _id: 1 }) }] }, model)
    expect(error.details).toEqual({ model: 'Account', fields: ['id'] })
  })

  test('of an index that the model does not know names its fields', () => {
    const error = convertError(duplicate('other', { email_column: 1 }), model)
    expect(error.details).toEqual({ model: 'Account', fields: ['email'], index: 'other' })
  })
})

describe('a document that the validator refuses', () => {
  const refused = (rule: object) => ({ code: 121, errInfo: { details: { schemaRulesNotSatisfied: [rule] } } })

  test('for what is missing is a null', () => {
    const error = convertError(
      refused({ operatorName: 'required', missingProperties: ['email_column'] }),
      model,
    )
    expect([error.code, error.details.field]).toEqual(['NOT_NULL_VIOLATION', 'email'])
  })

  test('for a type names the field', () => {
    const rule = { operatorName: 'properties', propertiesNotSatisfied: [{ propertyName: 'tenant_column' }] }
    const error = convertError(refused(rule), model)
    expect([error.code, error.details.field]).toEqual(['CHECK_VIOLATION', 'tenant'])
  })
})

test.each([
  [{ code: 112 }, 'SERIALIZATION_FAILURE'],
  [{ code: 251 }, 'SERIALIZATION_FAILURE'],
  [{ hasErrorLabel: (label: string) => label === 'TransientTransactionError' }, 'SERIALIZATION_FAILURE'],
  [{ code: 24 }, 'LOCK_TIMEOUT'],
  [{ code: 50 }, 'TIMEOUT'],
  [{ code: 13 }, 'FORBIDDEN'],
  [{ code: 18 }, 'CONNECTION_FAILED'],
  [{ code: 10107 }, 'STORE_READ_ONLY'],
  [{ code: 14031 }, 'STORE_FULL'],
  [{ code: 10334 }, 'CHECK_VIOLATION'],
  [named('RangeError'), 'CHECK_VIOLATION'],
  [{ code: 20 }, 'UNSUPPORTED'],
  [{ code: 86 }, 'SCHEMA_MISMATCH'],
  [named('MongoServerSelectionError'), 'CONNECTION_FAILED'],
  [named('MongoNetworkError'), 'CONNECTION_FAILED'],
  [named('MongoNetworkTimeoutError'), 'TIMEOUT'],
  [named('MongoOperationTimeoutError'), 'TIMEOUT'],
  [named('MongoWaitQueueTimeoutError'), 'TIMEOUT'],
  [named('MongoCompatibilityError'), 'UNSUPPORTED'],
  [named('MongoNotConnectedError'), 'NOT_CONNECTED'],
  [named('MongoBulkWriteError', { errorResponse: named('MongoNetworkError') }), 'CONNECTION_FAILED'],
  [named('MongoBulkWriteError', { errorResponse: { code: 1 } }), 'STORE_ERROR'],
  [named('Error'), 'STORE_ERROR'],
  [{ code: 9999 }, 'STORE_ERROR'],
])('%o of the driver is %s', (error, code) => {
  const converted = convertError(error, model)
  expect([converted.code, converted.details.model, converted.cause]).toEqual([code, 'Account', error])
  expect(`${converted.message} ${JSON.stringify(converted)}`).not.toContain('secret')
})

test('a label is found where the driver has put the error of the connection in one of its own', () => {
  const labelled = named('MongoNetworkError', { hasErrorLabel: () => true })
  expect(isConflict(named('MongoBulkWriteError', { errorResponse: labelled }))).toBe(true)
  expect(isConflict(named('MongoBulkWriteError', { errorResponse: { hasErrorLabel: () => true } }))).toBe(
    false,
  )
})

test('an error of ours stays what it is', () => {
  const error = new PrometheusError('MISUSE', 'x')
  expect(convertError(error, model)).toBe(error)
})
