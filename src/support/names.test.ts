import { describe, expect, test } from 'vitest'
import { databaseName, snakeCase } from './names.ts'

describe('snakeCase', () => {
  test.each([
    ['name', 'name'],
    ['companyId', 'company_id'],
    ['HTTPServer', 'http_server'],
    ['userID', 'user_id'],
    ['PersonSkill', 'person_skill'],
    ['line2Text', 'line2_text'],
    ['_private', '_private'],
  ])('of %s is %s', (name, expected) => {
    expect(snakeCase(name)).toBe(expected)
  })
})

describe('databaseName', () => {
  test('leaves a name of 63 bytes alone', () => {
    expect(databaseName('a'.repeat(63))).toBe('a'.repeat(63))
    expect(databaseName(`${'ü'.repeat(31)}a`)).toBe(`${'ü'.repeat(31)}a`)
  })

  test('cuts a longer name to 63 bytes, and ends it with a hash of the whole', () => {
    const [one, two] = [`${'a'.repeat(80)}one`, `${'a'.repeat(80)}two`].map(databaseName)
    expect(one).toMatch(/^a{54}_[0-9a-f]{8}$/)
    expect(two).toMatch(/^a{54}_[0-9a-f]{8}$/)
    expect(one).not.toBe(two)
    expect(databaseName(`${'a'.repeat(80)}one`)).toBe(one)
  })

  test.each(['ü', '€', '😀', 'aü', 'a€', 'a😀', 'aa😀', 'aaa😀'])(
    'cuts no character of %s in two',
    (text) => {
      const cut = databaseName(text.repeat(40))
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(63)
      expect(cut).not.toContain('\uFFFD')
      expect(text.repeat(40).startsWith(cut.slice(0, -9))).toBe(true)
    },
  )
})
