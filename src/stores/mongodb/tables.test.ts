import { expect, test } from 'vitest'
import { fieldShape } from '../../schema/shape.fixture.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { indexesOf } from './indexes.ts'
import { extended, schemaIn, schemaOf } from './validator.ts'

const id = fieldShape(0, 'id', 'id', { nullable: false, idType: 'uuid' })
const email = fieldShape(1, 'email', 'email', { nullable: false })
const rank = fieldShape(2, 'rank', 'integer')
const gone = fieldShape(3, 'gone', 'datetime')
const tags = fieldShape(4, 'tags', 'array', { element: fieldShape(0, 'tag', 'string') })
const data = fieldShape(5, 'data', 'json')
const model: ModelShape = {
  name: 'Account',
  table: 'account',
  fields: [id, email, rank, gone, tags, data],
  key: [id],
  indexes: [
    { name: 'e', fields: [email], unique: true },
    { name: 'r', fields: [rank], unique: true, whereNull: gone },
    { name: 'g', fields: [gone, rank], unique: false },
  ],
}

test('a schema has the type of each field, which is no array where the field is none', () => {
  expect(schemaOf(model)).toEqual({
    bsonType: 'object',
    required: ['_id', 'email'],
    properties: {
      _id: { bsonType: 'string' },
      email: { bsonType: 'string' },
      rank: { bsonType: ['long', 'null'] },
      gone: { bsonType: ['date', 'null'] },
      tags: { bsonType: ['array', 'null'], items: { bsonType: 'string' } },
      data: {},
    },
  })
})

test('a schema that is there gets what it lacks, and keeps what it has', () => {
  const old = {
    bsonType: 'object',
    required: ['old'],
    properties: { old: {}, rank: { bsonType: 'int' } },
  } as const
  const { required, properties } = extended(old, schemaOf(model))
  expect(required).toEqual(['old', '_id', 'email'])
  expect(properties).toMatchObject({ old: {}, rank: { bsonType: 'int' }, email: { bsonType: 'string' } })
  expect([schemaIn(undefined), schemaIn({ $jsonSchema: {} })]).toEqual([undefined, undefined])
})

test('unique indexes leave out nulls, and of destroyed records all', () => {
  expect(indexesOf(model)).toEqual([
    { key: { email: 1 }, options: { name: 'e', unique: true } },
    {
      key: { rank: 1 },
      options: {
        name: 'r',
        unique: true,
        partialFilterExpression: { rank: { $gte: -(2n ** 63n) }, gone: null },
      },
    },
    { key: { gone: 1, rank: 1 }, options: { name: 'g' } },
  ])
})

test('a key of several fields is a unique index', () => {
  const [first] = indexesOf({ ...model, key: [id, email] })
  expect(first).toEqual({ key: { id: 1, email: 1 }, options: { name: 'account_key', unique: true } })
})
