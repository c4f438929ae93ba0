import { expect, test } from 'vitest'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { layoutOf } from './layout.ts'

const fieldOf = (index: number, name: string, kind: FieldShape['kind'] = 'string'): FieldShape => ({
  index,
  name,
  column: `${name}_column`,
  kind,
  nullable: true,
})
const [shelf, number, text, gone] = [
  fieldOf(0, 'shelf'),
  fieldOf(1, 'number', 'integer'),
  fieldOf(2, 'text', 'text'),
  fieldOf(3, 'gone', 'datetime'),
] as const
const model: ModelShape = {
  name: 'Book',
  table: 'books',
  fields: [shelf, number, text, gone],
  key: [shelf, number],
  indexes: [
    { name: 'by_text', fields: [text], unique: false },
    { name: 'living', fields: [number, text], unique: true, whereNull: gone },
  ],
}
const layout = layoutOf(model, 'app')
const textOf = (name: string, values: readonly unknown[]) =>
  layout.handles.find((handle) => handle.name === name)?.textOf(values)

test('all keys of a model have its hash tag', () => {
  expect([layout.version, layout.counter]).toEqual(['{app:books}:v', '{app:books}:n'])
})

test('no two keys, and no two values of an index, have one text', () => {
  expect(layout.idOf(['é', 12, null, null])).toBe('2:é2:12')
  expect(layout.idOf(['a1', 2, null, null])).not.toBe(layout.idOf(['a', 12, null, null]))
  expect(textOf('living', [1, '2:x'])).toBe('1:13:2:x')
  expect(layoutOf({ ...model, key: [shelf] }, 'app').idOf(['a b', 1, null, null])).toBe('a b')
})

test('long values are known by their hash', () => {
  expect(textOf('by_text', ['x'.repeat(196)])).toBe(`196:${'x'.repeat(196)}`)
  expect(textOf('by_text', ['x'.repeat(197)])).toMatch(/^#[0-9a-f]{40}$/)
  expect(textOf('by_text', ['é'.repeat(98)])).toMatch(/^1/)
  expect(textOf('by_text', ['é'.repeat(99)])).toMatch(/^#/)
})

test('what the server has to know says what the model says, and changes with it', () => {
  expect(layout.schema.indexes).toEqual([
    { n: 'by_text', c: ['text_column'], u: false },
    { n: 'living', c: ['number_column', 'text_column'], u: true, w: 'gone_column' },
  ])
  const changed = [
    { ...model, indexes: [] },
    { ...model, expires: { at: gone } },
    { ...model, expires: { after: 5 } },
    { ...model, fields: [shelf, number, { ...text, default: 'x' }, gone] },
  ].map((other) => layoutOf(other, 'app').signature)
  expect(new Set([layout.signature, ...changed]).size).toBe(5)
  expect(layoutOf({ ...model, expires: { after: 6 } }, 'app').signature).toBe(changed[2])
})
