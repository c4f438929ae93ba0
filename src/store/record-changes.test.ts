import { describe, expect, test } from 'vitest'
import type { SchemaDefinition } from '../schema/definition.ts'
import { field } from '../schema/factories.ts'
import { buildModelSchema } from '../schema/model-schema.ts'
import { cast } from '../support/cast.ts'
import type { ChangeOp } from './change-log.ts'
import type { Updated } from './record-changes.ts'
import { loggedChange, recorderOf } from './record-changes.ts'

const schema = cast<SchemaDefinition>(
  {
    id: field.id({ type: 'auto' }),
    name: field.string(),
    big: field.bigint(),
    blob: field.bytes(),
    data: field.json(),
    token: field.string({ hidden: true }),
  },
  'the factories give definitions',
)
const build = (changes?: { compact: unknown; most: unknown }) =>
  buildModelSchema({ name: 'Note', schema, ...(changes && { changes }) }, new Map()).shape
const shape = build({ compact: undefined, most: undefined })
const recorder = recorderOf(shape) ?? expect.unreachable()
const all = (op: ChangeOp) => recorder.updating(op, shape.fields)
const place = { position: '1', transaction: '1', at: new Date(0) }
const row = (id: number, ...rest: unknown[]) => [id, ...rest, ...Array(5 - rest.length).fill(null)]
const told = (changes: ReturnType<Updated>) =>
  changes.map((change) => {
    const { op, key, before, after, changed } = loggedChange(change, place)
    return { op, id: key.id, before, after, changed }
  })
const image = (id: number, more: object = {}) => ({
  id,
  name: null,
  big: null,
  blob: null,
  data: null,
  ...more,
})

describe('what is recorded', () => {
  test('is nothing of a model that does not ask for it', () => {
    expect(recorderOf(build())).toBeUndefined()
  })

  test('is every value in its JSON form, before and after', () => {
    const before = row(1, 'a', 1n, Uint8Array.of(1), { z: 1 }, 'secret')
    const after = row(1, 'a', 2n, Uint8Array.of(1), { z: 2 }, 'other')
    expect(told(all('update')([before], [after]))).toEqual([
      {
        op: 'update',
        id: 1,
        before: image(1, { name: 'a', big: '1', blob: 'AQ==', data: { z: 1 } }),
        after: image(1, { name: 'a', big: '2', blob: 'AQ==', data: { z: 2 } }),
        changed: ['big', 'data', 'token'],
      },
    ])
  })

  test('is nothing where equal values stand in other objects', () => {
    const before = row(1, 'a', 1n, Uint8Array.of(1), { a: 1, b: [2] })
    const after = row(1, 'a', 1n, Uint8Array.of(1), { b: [2], a: 1 })
    expect(all('update')([before], [after])).toEqual([])
  })

  test('pairs rows by their keys, in any order; another key is another record', () => {
    const before = [row(1, 'a'), row(2, 'b'), row(3, 'c')]
    const after = [row(9, 'c'), row(2, 'x'), row(1, 'a')]
    expect(told(all('restore')(before, after))).toEqual([
      {
        op: 'restore',
        id: 2,
        before: image(2, { name: 'b' }),
        after: image(2, { name: 'x' }),
        changed: ['name'],
      },
      { op: 'destroy', id: 3, before: image(3, { name: 'c' }), after: null, changed: [] },
      { op: 'create', id: 9, before: null, after: image(9, { name: 'c' }), changed: [] },
    ])
    expect(told(all('update')([row(1)], [row(2)])).map(({ op }) => op)).toEqual(['destroy', 'create'])
  })

  test('compares all of a record that has the key which another one had before', () => {
    const move = recorder.updating('update', shape.key)
    const before = [row(1, 'a', null, null, null, 'secret'), row(2, 'b')]
    const after = [row(2, 'a', null, null, null, 'secret'), row(3, 'b')]
    expect(told(move(before, after))).toEqual([
      { op: 'destroy', id: 1, before: image(1, { name: 'a' }), after: null, changed: [] },
      {
        op: 'update',
        id: 2,
        before: image(2, { name: 'b' }),
        after: image(2, { name: 'a' }),
        changed: ['name', 'token'],
      },
      { op: 'create', id: 3, before: null, after: image(3, { name: 'b' }), changed: [] },
    ])
  })

  test('tells null from what became something', () => {
    const [change] = told(all('update')([row(1, null)], [row(1, '')]))
    expect(change).toMatchObject({ before: image(1), after: image(1, { name: '' }), changed: ['name'] })
  })
})
