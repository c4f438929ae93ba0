import { expect, test } from 'vitest'
import { cast } from '../support/cast.ts'
import type { SchemaDefinition } from './definition.ts'
import { field } from './factories.ts'
import { buildModelSchema } from './model-schema.ts'

const build = (hidden: boolean, more: object) => {
  const token = field.string({ required: true, hidden })
  const schema = cast<SchemaDefinition>({ token }, 'the factories give definitions')
  return buildModelSchema({ name: 'Login', schema, key: ['token'], ...more }, new Map())
}
const changes = { compact: undefined, most: undefined }

test('a key that is hidden is refused where changes would tell it, and there alone', () => {
  const refused = expect.objectContaining({
    code: 'INVALID_MODEL',
    details: { model: 'Login', field: 'token' },
  })
  expect(() => build(true, { changes })).toThrow(refused)
  expect(build(true, {}).shape.changes).toBeUndefined()
  expect(build(false, { changes }).shape.changes?.secret).toEqual([])
})
