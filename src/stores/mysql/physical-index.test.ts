import { describe, expect, test } from 'vitest'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { physicalIndex, physicalKey } from './physical-index.ts'

const build = (schema: object, key: readonly string[] = ['id']) =>
  buildModelSchema(
    { name: 'Page', schema: cast<SchemaDefinition>(schema, 'the factories give definitions'), key },
    new Map(),
  ).shape

const model = build({
  id: field.id(),
  title: field.string(),
  name: field.string(),
  label: field.string(),
  word: field.string(),
  link: field.url(),
  body: field.text(),
  gone: field.datetime(),
})
const fields = (...names: string[]): FieldShape[] =>
  names.map((name) => model.fields.find((one) => one.name === name) as FieldShape)
const columns = (list: readonly FieldShape[]) => list.map(({ column, kind }) => [column, kind])

describe('a unique index', () => {
  test('over what fits is as the model says', () => {
    const index = { name: 'i', unique: true, fields: fields('title', 'name') }
    expect(physicalIndex(index)).toEqual({ index, computed: [] })
  })

  test('over a long text has its hash, and another index to find it by', () => {
    const { index, computed, search } = physicalIndex({
      name: 'i',
      unique: true,
      fields: fields('title', 'link'),
    })
    expect(index.fields.map(({ column }) => column)).toEqual(['title', 'link~hash'])
    expect(computed).toMatchObject([{ name: 'link~hash', kind: 'hash', from: { column: 'link' } }])
    expect(search).toMatchObject({ name: 'i~search', unique: false })
    expect(columns(search?.fields ?? [])).toEqual([
      ['title', 'string'],
      ['link', 'text'],
    ])
  })

  test('over more than fits together has hashes of the longest only', () => {
    const { computed } = physicalIndex({
      name: 'i',
      unique: true,
      fields: fields('title', 'name', 'label', 'word'),
    })
    expect(computed.map(({ kind }) => kind)).toEqual(['hash', 'hash'])
  })

  test('among the living has a column that is null in the others', () => {
    const [gone] = fields('gone')
    const { index, computed } = physicalIndex({
      name: 'i',
      unique: true,
      fields: fields('title'),
      ...(gone && { whereNull: gone }),
    })
    expect(index.fields.map(({ column }) => column)).toEqual(['title', 'gone~living'])
    expect(computed).toMatchObject([{ name: 'gone~living', kind: 'living' }])
  })
})

test('an index that is not unique has the beginning of a long text', () => {
  const { index, computed } = physicalIndex({ name: 'i', unique: false, fields: fields('title', 'body') })
  expect(columns(index.fields)).toEqual([
    ['title', 'string'],
    ['body', 'text'],
  ])
  expect(computed).toEqual([])
})

describe('a primary key', () => {
  test('that fits is itself', () => {
    expect(physicalKey(model)).toBeUndefined()
  })

  test('of long text is what is unique by hashes', () => {
    const long = build({ left: field.text({ required: true }), n: field.integer({ required: true }) }, [
      'left',
      'n',
    ])
    expect(physicalKey(long)).toMatchObject({
      index: { name: 'page_pkey', unique: true },
      computed: [{ name: 'left~hash' }],
      search: { name: 'page_pkey~search' },
    })
  })
})
