import { describe, expect, test } from 'vitest'
import { didYouMean, nearest } from './nearest.ts'

const known = ['name', 'company', 'companyId', 'createdAt', 'toString']

describe('nearest', () => {
  test.each([
    ['nmae', 'name'],
    ['NAME', 'name'],
    ['compny', 'company'],
    ['companyID', 'companyId'],
    ['created', 'createdAt'],
    ['tostring', 'toString'],
  ])('of %s is %s', (name, expected) => {
    expect(nearest(name, known)).toBe(expected)
  })

  test.each(['', 'xyzzy', 'price', 'constructor', '__proto__'])('of %j is nothing', (name) => {
    expect(nearest(name, known)).toBeUndefined()
  })

  test('is the first of two that are as near', () => {
    expect(nearest('cat', ['bat', 'hat'])).toBe('bat')
  })

  test('reads no more than 64 characters of a name', () => {
    const long = 'a'.repeat(64)
    expect(nearest(`${long}${'b'.repeat(1_000_000)}`, [long])).toBe(long)
  })
})

describe('didYouMean', () => {
  test('asks, or says nothing', () => {
    expect([didYouMean('name'), didYouMean(undefined)]).toEqual([" Did you mean 'name'?", ''])
  })
})
