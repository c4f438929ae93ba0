import { describe, expect, test } from 'vitest'
import { isPrometheusError } from '../errors/error.ts'
import type { SchemaDefinition } from '../schema/definition.ts'
import { field, ref } from '../schema/factories.ts'
import { memory } from '../stores/memory/index.ts'
import { cast } from '../support/cast.ts'
import { connect } from './connect.ts'
import { defineModel, definitionOf } from './define-model.ts'
import type { WrittenDefinition } from './definition.ts'

const nothing = () => undefined
const schema = cast<SchemaDefinition>(
  { id: field.id(), title: field.string(), ownerId: field.string() },
  'factories give definitions',
)

/** Code and details of the error of a definition. */
function refusal(written: object): object {
  try {
    defineModel(cast<WrittenDefinition>({ name: 'Post', schema, ...written }, 'definitions here are wrong'))
  } catch (error) {
    if (isPrometheusError(error)) return { code: error.code, ...error.details }
    throw error
  }
  throw new Error('the definition was taken')
}

const fieldWith = (options: object) => ({
  schema: {
    ...schema,
    title: cast<(options: object) => never>(field.string, 'options here are wrong')(options),
  },
})

describe('a misspelt name is refused with the nearest that is known:', () => {
  test.each<[string, object, string, string | undefined]>([
    ['an option', { scheme: {} }, 'scheme', 'schema'],
    ['a hook', { hooks: { beforeSav: nothing } }, 'beforeSav', 'beforeSave'],
    ['a hook that every object has', { hooks: { toString: nothing } }, 'toString', undefined],
    ['an option of a field', fieldWith({ requird: true }), 'requird', 'required'],
    ['an index of a field', fieldWith({ serch: true }), 'serch', 'search'],
    ['an option of another kind', fieldWith({ precision: 2 }), 'precision', undefined],
    ['the key of a role', { roles: { author: 'ownerID' } }, 'ownerID', 'ownerId'],
    ['an option of a role', { roles: { author: { kee: 'ownerId' } } }, 'kee', 'key'],
    [
      'a role in permissions',
      { roles: { author: 'ownerId' }, permissions: { read: ['autor'] } },
      'autor',
      'author',
    ],
    ['an action', { permissions: { raed: ['anyone'] } }, 'raed', 'read'],
    ['an action in always', { permissions: { always: { reed: {} } } }, 'reed', 'read'],
    ['a role in the access of a field', fieldWith({ access: { read: ['usr'] } }), 'usr', 'user'],
    ['a use in the access of a field', fieldWith({ access: { raed: [] } }), 'raed', 'read'],
    ['the key of transfer', { transfer: { key: 'ownrId' } }, 'ownrId', 'ownerId'],
  ])('%s', (_title, written, name, nearest) => {
    expect(refusal(written)).toEqual({ code: 'UNKNOWN_NAME', name, ...(nearest && { nearest }) })
  })
})

describe('roles', () => {
  test('that are called as what every object has are declared like others, and missed like others', () => {
    const taken = defineModel({
      name: 'Post',
      schema,
      roles: { toString: 'ownerId' },
      permissions: { read: ['toString'] },
    })
    expect(Object.keys(definitionOf(taken)?.roles ?? {})).toEqual(['toString'])
    for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty'])
      expect(refusal({ permissions: { read: [name] } })).toMatchObject({ code: 'UNKNOWN_NAME', name })
  })

  test('that are built in, or say nothing, are refused', () => {
    expect(refusal({ roles: { user: 'ownerId' } })).toMatchObject({ code: 'INVALID_MODEL' })
    expect(refusal({ roles: { author: {} } })).toMatchObject({ code: 'INVALID_MODEL' })
    expect(refusal({ permissions: { read: 'anyone' } })).toMatchObject({ code: 'INVALID_MODEL' })
  })
})

describe('a name that is taken is refused:', () => {
  test.each<[string, object, string]>([
    ['a field save', { schema: { ...schema, save: field.string() } }, 'save'],
    ['a field toString', { schema: { ...schema, toString: field.string() } }, 'toString'],
    ['a relation ready', { schema: { ...schema, ready: ref('Post') } }, 'ready'],
    ['a method ready', { methods: { ready: nothing } }, 'ready'],
    ['a method then', { methods: Object.fromEntries([['then', nothing]]) }, 'then'],
    ['a static find', { statics: { find: nothing } }, 'find'],
    ['a model transaction', { name: 'transaction' }, 'transaction'],
  ])('%s', (_title, written, name) => {
    expect(refusal(written)).toMatchObject({ code: 'RESERVED_NAME', field: name })
  })
})

describe('a definition that cannot be meant is refused:', () => {
  const withTitle = (title: unknown) => ({ schema: { ...schema, title } })
  test.each<[string, object]>([
    ['no name', { name: '' }],
    ['a name that is no identifier', { name: 'My Post' }],
    ['no schema', { schema: undefined }],
    ['a field that no factory made', withTitle('string')],
    ['null for a field', withTitle(null)],
    ['a field of a kind that every object has', withTitle({ kind: 'toString', options: {} })],
    ['a field name with a space', { schema: { ...schema, 'a b': field.string() } }],
    ['a method called as a field', { methods: { title: nothing } }],
    [
      'a method called as the key of a ref',
      { schema: { ...schema, a: ref('Post') }, methods: { aId: nothing } },
    ],
    ['two entries of one attribute', { schema: { ...schema, owner: ref('Post') } }],
    ['a method that is no function', { methods: { run: 1 } }],
    ['a hook that is no function', { hooks: { beforeSave: 'save' } }],
    ['a default that is no value of the field', fieldWith({ default: 1 })],
    ['an enum with a value twice', withTitle(field.enum(['a', 'a']))],
    ['an enum without values', withTitle(field.enum([]))],
    ['a scale beyond the precision', withTitle(field.decimal({ precision: 2, scale: 3 }))],
    ['more than 38 digits', withTitle(field.decimal({ precision: 39 }))],
    ['more than 30 digits behind the point', withTitle(field.decimal({ precision: 38, scale: 31 }))],
  ])('%s', (_title, written) => {
    expect(refusal(written)).toMatchObject({ code: 'INVALID_MODEL' })
  })
})

describe('a class field that hides an attribute', () => {
  class Hiding extends defineModel({ name: 'Hiding', schema }) {
    title = 'hidden'
  }

  test('is refused by the first save and the first read, which name it', async () => {
    const db = await connect({ models: { Hiding }, store: memory(), sync: true })
    const model = cast<typeof Hiding>(db.model('Hiding'), 'the model was just connected')
    const error = expect.objectContaining({ code: 'MISUSE', details: { model: 'Hiding', field: 'title' } })
    await expect(async () => new model().save()).rejects.toThrow(error)
    await model.insertMany([{ title: 'stored' }])
    await expect(model.find()).rejects.toThrow(error)
    await expect(model.create({ title: 'x' })).rejects.toThrow(error)
    await db.close()
  })
})
