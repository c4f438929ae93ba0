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
import { convertError, endsConnection } from './errors.ts'

const written = (schema: object) => cast<SchemaDefinition>(schema, 'the factories give definitions')
const owner = { name: 'Company', schema: written({ id: field.id() }) }
const product = {
  name: 'Product',
  schema: written({
    id: field.id(),
    price: field.integer({ required: true }),
    ratio: field.number(),
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
const increment = (name: string): Plan => ({
  kind: 'update',
  model,
  set: [{ field: at(name), to: { op: 'increment', param: 0 } }],
  where: ALWAYS,
})

const convert = (report: object, plan: Plan = insert): PrometheusError =>
  convertError(Object.assign(new Error('said in any language'), report), { plan, models: [company, model] })

describe('an error of PostgreSQL', () => {
  test('about a unique index names attributes and the index', () => {
    const error = convert({ code: '23505', constraint: 'product_lot_code_gtin_unique' })
    expect(error).toMatchObject({
      code: 'UNIQUE_VIOLATION',
      message: 'Product: another record has the same lotCode, gtin. Choose another value.',
      details: { model: 'Product', fields: ['lotCode', 'gtin'], index: 'product_lot_code_gtin_unique' },
    })
    expect(error.cause).toBeInstanceOf(Error)
  })

  test.each([
    [{ code: '26000' }, 'SERIALIZATION_FAILURE'],
    [{ code: '0A000', routine: 'RevalidateCachedQuery' }, 'SERIALIZATION_FAILURE'],
    [{ code: '0A000', routine: 'transformLockingClause' }, 'STORE_ERROR'],
  ])('about a prepared statement may pass, and one about what it cannot do may not: %o', (report, code) => {
    expect(convert(report)).toMatchObject({ code, retryable: code === 'SERIALIZATION_FAILURE' })
  })

  test('about the rules of rows is FORBIDDEN, and one about a right of the user is not', () => {
    const rule = convert({ code: '42501', routine: 'ExecWithCheckOptions', table: 'product' })
    expect(rule).toMatchObject({ code: 'FORBIDDEN', details: { model: 'Product' } })
    const kept = convert({ code: '42501', routine: 'exec_stmt_raise', table: 'product', column: 'lot_code' })
    expect(kept).toMatchObject({
      code: 'FORBIDDEN',
      message: "Product.lotCode is changed by no update: the database's rules keep it.",
      details: { model: 'Product', field: 'lotCode' },
    })
    expect(convert({ code: '42501', routine: 'aclcheck_error' })).toMatchObject({ code: 'STORE_ERROR' })
  })

  test('about an index that is not the model’s names the attributes of its columns', () => {
    const { details } = convert({
      code: '23505',
      constraint: 'by_hand',
      detail: 'Ключ "(lot_code)=(secret)"',
    })
    expect(details).toEqual({ model: 'Product', fields: ['lotCode'], index: 'by_hand' })
  })

  test('about the key is a unique violation without an index', () => {
    const { code, details } = convert({ code: '23505', constraint: 'product_pkey' })
    expect([code, details]).toEqual(['UNIQUE_VIOLATION', { model: 'Product', fields: ['id'] }])
  })

  test('about null or a check names the field', () => {
    expect(convert({ code: '23502', column: 'lot_code' })).toMatchObject({
      code: 'NOT_NULL_VIOLATION',
      details: { model: 'Product', field: 'lotCode' },
    })
    expect(convert({ code: '23514', constraint: 'product_state_check' })).toMatchObject({
      code: 'CHECK_VIOLATION',
      message: expect.stringContaining(
        'state is refused by a check of the table; if its values have changed',
      ),
    })
  })

  test('about a reference tells which of its ends is missing', () => {
    const report = { code: '23503', table: 'product', constraint: 'product_company_id_fkey' }
    expect(convert(report)).toMatchObject({
      code: 'FOREIGN_KEY_VIOLATION',
      details: { model: 'Product', fields: ['companyId'] },
    })
    expect(convert(report, { kind: 'destroy', model: company, where: ALWAYS })).toMatchObject({
      code: 'FOREIGN_KEY_VIOLATION',
      details: { model: 'Company', referrer: { model: 'Product', field: 'companyId' } },
    })
    expect(convert({ code: '23503', table: 'elsewhere' })).toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' })
  })

  test('that a statement provoked on purpose names the field that overflows', () => {
    const message = `invalid input syntax for type bigint: "prometheus_overflow:${at('price').index}"`
    expect(convert({ code: '22P02', message }, increment('price'))).toMatchObject({
      code: 'NUMBER_OVERFLOW',
      message: expect.stringMatching(/^Product\.price would leave the range of a integer/),
    })
    expect(convert({ code: '22003' }, increment('ratio'))).toMatchObject({
      code: 'NUMBER_OVERFLOW',
      details: { model: 'Product', field: 'ratio' },
    })
    expect(convert({ code: '22003' })).toMatchObject({
      code: 'NUMBER_OVERFLOW',
      details: { model: 'Product' },
    })
  })

  test.each<readonly [state: string, code: ErrorCode]>([
    ['22P02', 'CHECK_VIOLATION'],
    ['22021', 'CHECK_VIOLATION'],
    ['23P01', 'CHECK_VIOLATION'],
    ['54000', 'CHECK_VIOLATION'],
    ['40001', 'SERIALIZATION_FAILURE'],
    ['40P01', 'SERIALIZATION_FAILURE'],
    ['55P03', 'LOCK_TIMEOUT'],
    ['57014', 'TIMEOUT'],
    ['25P02', 'TX_CLOSED'],
    ['25006', 'STORE_READ_ONLY'],
    ['42P01', 'SCHEMA_MISMATCH'],
    ['42703', 'SCHEMA_MISMATCH'],
    ['42P10', 'SCHEMA_MISMATCH'],
    ['3F000', 'SCHEMA_MISMATCH'],
    ['28P01', 'CONNECTION_FAILED'],
    ['28000', 'CONNECTION_FAILED'],
    ['3D000', 'CONNECTION_FAILED'],
    ['53300', 'CONNECTION_FAILED'],
    ['53100', 'STORE_FULL'],
    ['57P01', 'CONNECTION_FAILED'],
    ['57P03', 'CONNECTION_FAILED'],
    ['08006', 'CONNECTION_FAILED'],
    ['XX001', 'STORE_CORRUPT'],
    ['42501', 'STORE_ERROR'],
    ['99999', 'STORE_ERROR'],
    ['ECONNREFUSED', 'CONNECTION_FAILED'],
    ['', 'CONNECTION_FAILED'],
  ])('of the code %s is %s, and shows no value', (state, code) => {
    const error = convert({ code: state, message: 'invalid: "secret"', detail: 'Key (gtin)=(secret)' })
    expect(error.code).toBe(code)
    if (code !== 'SCHEMA_MISMATCH') expect(JSON.stringify(error)).not.toContain('secret')
  })

  test('without a model is converted too, and one that is ours stays as it is', () => {
    expect(convertError(Object.assign(new Error(), { code: '40001' })).code).toBe('SERIALIZATION_FAILURE')
    const ours = new PrometheusError('MISUSE', 'ours')
    expect(convertError(ours)).toBe(ours)
  })

  test('ends a connection where it is the driver’s, or where the server shuts down', () => {
    const ends = (code: string) => endsConnection(Object.assign(new Error(), { code }))
    expect(
      ['', 'ECONNRESET', 'EPIPE', '57P01', '57P03', '08006', '25P03'].filter((code) => !ends(code)),
    ).toEqual([])
    expect(['23505', '57014', '40001', '22P02', '25P02'].filter(ends)).toEqual([])
  })
})
