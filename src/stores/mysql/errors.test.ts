import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../errors/codes.ts'
import { PrometheusError } from '../../errors/error.ts'
import { ALWAYS } from '../../query/condition.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field, ref } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Plan } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { convertError } from './errors.ts'
import { endsConnection } from './reported.ts'

const written = (schema: object) => cast<SchemaDefinition>(schema, 'the factories give definitions')
const owner = { name: 'Company', schema: written({ id: field.id() }) }
const product = {
  name: 'Product',
  schema: written({
    id: field.id(),
    price: field.integer({ required: true }),
    grossPrice: field.decimal({}),
    gtin: field.string({ unique: { within: ['lotCode'] } }),
    lotCode: field.string(),
    state: field.enum(['on', 'off']),
    company: ref('Company'),
  }),
}
const all = new Map([
  [owner.name, owner],
  [product.name, product],
])
const { shape: company } = buildModelSchema(owner, all)
const { shape: model } = buildModelSchema(product, all)
const at = (name: string): FieldShape => model.fields.find((one) => one.name === name) as FieldShape

const insert: Plan = { kind: 'insert', model, fields: model.fields, returnsKey: false }
const destroyOwner: Plan = { kind: 'destroy', model: company, where: ALWAYS }
const increment: Plan = {
  kind: 'update',
  model,
  set: ['price', 'grossPrice'].map((name) => ({ field: at(name), to: { op: 'increment', param: 0 } })),
  where: ALWAYS,
}

const said = (errno: number, sqlMessage: string): Error =>
  Object.assign(new Error(sqlMessage), { errno, sqlMessage, sqlState: 'HY000' })
const convert = (errno: number, message = '', plan: Plan = insert): PrometheusError =>
  convertError(said(errno, message), { plan, models: [company, model] })

describe('an error of the server', () => {
  test.each([
    ["Duplicate entry 'sekret' for key 'product_lot_code_gtin_unique'"],
    ["Duplicate entry 'sekret' for key 'product.product_lot_code_gtin_unique'"],
    ["Duplicate entry 'a' for key 'sekret' for key 'product_lot_code_gtin_unique'"],
  ])('about a unique index names attributes and the index: %s', (message) => {
    const error = convert(1062, message)
    expect(error).toMatchObject({
      code: 'UNIQUE_VIOLATION',
      message: 'Product: another record has the same lotCode, gtin. Choose another value.',
      details: { model: 'Product', fields: ['lotCode', 'gtin'], index: 'product_lot_code_gtin_unique' },
    })
    expect(JSON.stringify(error)).not.toContain('sekret')
    expect(error.cause).toBeInstanceOf(Error)
  })

  test.each(['PRIMARY', 'product.PRIMARY', 'product_pkey'])(
    'about the key names its attributes: %s',
    (key) => {
      const { details } = convert(1062, `Duplicate entry '1' for key '${key}'`)
      expect(details).toEqual({ model: 'Product', fields: ['id'] })
    },
  )

  test('about an index that is not the model’s names the index', () => {
    expect(convert(1062, "Duplicate entry '1' for key 'by_hand'").details).toEqual({
      model: 'Product',
      fields: ['by_hand'],
      index: 'by_hand',
    })
  })

  test.each([
    [1048, "Column 'price' cannot be null"],
    [1364, "Field 'price' doesn't have a default value"],
  ])('about null names the attribute: %i', (number, message) => {
    expect(convert(number, message)).toMatchObject({
      code: 'NOT_NULL_VIOLATION',
      details: { model: 'Product', field: 'price' },
    })
  })

  test.each([
    [4025, 'CONSTRAINT `product.state` failed for `shop`.`product`'],
    [3819, "Check constraint 'product_state_check' is violated."],
  ])('about a check names the attribute: %i', (number, message) => {
    expect(convert(number, message)).toMatchObject({
      code: 'CHECK_VIOLATION',
      details: { model: 'Product', field: 'state' },
    })
  })

  test.each([
    [1406, "Data too long for column 'lot_code' at row 1"],
    [1366, 'Incorrect string value: x for column `shop`.`product`.`lot_code` at row 1'],
    [1265, "Data truncated for column 'lot_code' at row 2"],
  ])('about a value that does not fit names the attribute: %i', (number, message) => {
    expect(convert(number, message)).toMatchObject({
      code: 'CHECK_VIOLATION',
      details: { model: 'Product', field: 'lotCode' },
    })
  })

  test.each([
    [
      1690,
      "BIGINT value is out of range in '9223372036854775807 + abs(sign(`shop`.`product`.`gross_price`)) + 1'",
    ],
    [1690, "DECIMAL value is out of range in '(`shop`.`product`.`gross_price` + 1)'"],
    [1264, "Out of range value for column 'gross_price' at row 1"],
  ])('about an overflow names the attribute: %i %s', (number, message) => {
    expect(convert(number, message, increment)).toMatchObject({
      code: 'NUMBER_OVERFLOW',
      message:
        'Product.grossPrice would leave the range of a decimal. Use a smaller change, or a wider field.',
      details: { model: 'Product', field: 'grossPrice' },
    })
  })

  const reference =
    'a foreign key constraint fails (`shop`.`product`, CONSTRAINT `product_company_id_fkey` FOREIGN KEY (`company_id`) REFERENCES `company` (`id`))'

  test('about a reference to what is not there names it', () => {
    expect(convert(1452, `Cannot add or update a child row: ${reference}`)).toMatchObject({
      code: 'FOREIGN_KEY_VIOLATION',
      message: 'Product.companyId refers to a Company that is not there. Create the Company first.',
      details: { model: 'Product', fields: ['companyId'] },
    })
  })

  test('about a record that is still referred to names who refers', () => {
    const error = convert(1451, `Cannot delete or update a parent row: ${reference}`, destroyOwner)
    expect(error).toMatchObject({
      code: 'FOREIGN_KEY_VIOLATION',
      details: { model: 'Company', referrer: { model: 'Product', field: 'companyId' } },
    })
  })

  test.each<[number, ErrorCode]>([
    [1213, 'SERIALIZATION_FAILURE'],
    [1020, 'SERIALIZATION_FAILURE'],
    [1205, 'LOCK_TIMEOUT'],
    [1969, 'TIMEOUT'],
    [3024, 'TIMEOUT'],
    [1040, 'CONNECTION_FAILED'],
    [1045, 'CONNECTION_FAILED'],
    [3159, 'CONNECTION_FAILED'],
    [3118, 'CONNECTION_FAILED'],
    [1862, 'CONNECTION_FAILED'],
    [1049, 'CONNECTION_FAILED'],
    [1146, 'SCHEMA_MISMATCH'],
    [1054, 'SCHEMA_MISMATCH'],
    [1290, 'STORE_READ_ONLY'],
    [1114, 'STORE_FULL'],
    [1118, 'UNSUPPORTED'],
    [1064, 'STORE_ERROR'],
    [1217, 'FOREIGN_KEY_VIOLATION'],
  ])('%i is %s', (number, code) => {
    expect(convert(number, 'said in any language').code).toBe(code)
  })
})

describe('an error of the driver', () => {
  test.each(['ECONNREFUSED', 'PROTOCOL_CONNECTION_LOST', 'ETIMEDOUT'])('%s is CONNECTION_FAILED', (code) => {
    const error = Object.assign(new Error('no'), { code, errno: -111 })
    expect(convertError(error).code).toBe('CONNECTION_FAILED')
    expect(endsConnection(error)).toBe(true)
  })

  test('of ours stays as it is', () => {
    const error = new PrometheusError('TIMEOUT', 'late')
    expect(convertError(error)).toBe(error)
  })
})

describe('a connection', () => {
  test('is of use after errors of statements, and of none after its end', () => {
    expect([1062, 1213, 1205, 1969, 1064].filter((number) => endsConnection(said(number, '')))).toEqual([])
    expect([1927, 1053, 4031, 1153].filter((number) => !endsConnection(said(number, '')))).toEqual([])
    expect(endsConnection(Object.assign(said(1064, ''), { fatal: true }))).toBe(true)
  })
})
