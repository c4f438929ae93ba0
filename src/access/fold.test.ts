import { describe, expect, test } from 'vitest'
import { allOf, anyOf } from './fold.ts'

const a = { where: { a: 1 } }
const b = { where: { b: 2 } }

describe('policies', () => {
  test('joined by or fold to what decides', () => {
    expect(anyOf([])).toBe(false)
    expect(anyOf([false, a, true])).toBe(true)
    expect(anyOf([false, a])).toBe(a)
    expect(anyOf([a, a])).toEqual(a)
    expect(anyOf([a, b])).toEqual({ where: { $or: [a.where, b.where] } })
  })

  test('joined by and fold to what decides', () => {
    expect(allOf([])).toBe(true)
    expect(allOf([true, a, false])).toBe(false)
    expect(allOf([true, a])).toBe(a)
    expect(allOf([a, a])).toEqual(a)
    expect(allOf([a, b])).toEqual({ where: { $and: [a.where, b.where] } })
  })

  test('keep apart what a function decides and what is sure', () => {
    const role = { name: 'picky', where: { c: 3 }, ask: async () => true }
    const asked = { where: { c: 3 }, asked: { sure: false, roles: [role] } } as const
    const any = anyOf([a, asked])
    expect(any).toEqual({ where: { $or: [a.where, { c: 3 }] }, asked: { sure: a, roles: [role] } })
    expect(allOf([any, b])).toMatchObject({
      asked: {
        sure: { where: { $and: [a.where, b.where] } },
        roles: [{ where: { $and: [{ c: 3 }, b.where] } }],
      },
    })
  })
})
