import { describe, expect, test } from 'vitest'
import { createPrometheus } from '../model/prometheus.ts'
import type { SchemaDefinition } from './definition.ts'
import { field, ref } from './factories.ts'
import { buildModelSchema } from './model-schema.ts'

const { defineModel } = createPrometheus()

function shape(schema: object, more: object = {}) {
  const model = {
    name: 'Post',
    schema: { id: field.id(), ...schema } as unknown as SchemaDefinition,
    ...more,
  }
  return buildModelSchema(model, new Map([['Post', model]])).shape
}

describe('was', () => {
  test('names the attribute or the column, of a ref with or without its Id', () => {
    const { fields } = shape({ a: field.string({ was: 'oldName' }), b: ref('Post', { was: 'parent' }) })
    expect(fields.map(({ was }) => was)).toEqual([
      undefined,
      ['oldName', 'old_name'],
      ['parent', 'parent_id'],
    ])
    expect(shape({}, { was: 'BlogPost' }).was).toEqual(['BlogPost', 'blog_post'])
    expect('was' in shape({})).toBe(false)
  })

  test.each([
    [
      'its own column',
      { a: field.string({ was: 'a' }) },
      /Post\.a: was is 'a', and that is its own column now/,
    ],
    [
      'that of another field',
      { a: field.string({ was: 'b' }), b: field.text() },
      /that is the column of b now/,
    ],
  ])('is refused where it names %s', (_what, schema, message) => {
    expect(() => shape(schema)).toThrow(message)
  })

  test('is refused where it makes no sense', () => {
    expect(() => shape({}, { was: 'post' })).toThrow(
      /Post: was is 'post', which is what the table is called now/,
    )
    const define = (schema: object, more: object = {}) =>
      defineModel({ name: 'Post', schema: { id: field.id(), ...schema }, ...more })
    expect(() => define({ a: field.string({ was: '' }) })).toThrow(/Post\.a needs a name for was/)
    expect(() => define({ a: field.string({ was: 'b', virtual: true }) })).toThrow(/is not stored/)
    expect(() => define({ a: field.array(field.string({ was: 'b' })) })).toThrow(/has a was in its element/)
    expect(() => define({}, { was: 7 })).toThrow(/Post: was must be a name/)
  })
})
