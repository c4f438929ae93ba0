import { expect, test } from 'vitest'
import type { FieldKind } from '../kinds.ts'
import type { FieldShape } from '../shape.ts'
import { toJsonForm } from './json-form.ts'

const field = (kind: FieldKind): FieldShape => ({ index: 0, name: 'a', column: 'a', kind, nullable: true })

test('values of a field have the form that the field table names', () => {
  expect(toJsonForm(field('datetime'), new Date(0))).toBe('1970-01-01T00:00:00.000Z')
  expect(toJsonForm(field('bytes'), new Uint8Array([1, 2]))).toBe('AQI=')
  expect(toJsonForm(field('bigint'), 2n ** 60n)).toBe('1152921504606846976')
  expect(toJsonForm({ ...field('array'), element: field('datetime') }, [new Date(0)])).toEqual([
    '1970-01-01T00:00:00.000Z',
  ])
  expect(toJsonForm(field('password'), 'scrypt$')).toBeUndefined()
})

test('a value that will be refused is given as it is, and throws nothing', () => {
  const invalid = new Date(Number.NaN)
  expect(toJsonForm(field('datetime'), 'tomorrow')).toBe('tomorrow')
  expect(toJsonForm(field('datetime'), invalid)).toBe(invalid)
  expect(toJsonForm(field('bytes'), 3)).toBe(3)
  expect(toJsonForm(field('array'), 'x')).toBe('x')
})
