import { describe, expect, test } from 'vitest'
import { copySession } from './session.ts'
import { SessionAccess } from './session-access.ts'
import { isSound, viewOf } from './session-view.ts'

describe('a session', () => {
  test('is a copy', () => {
    const given = { user: { id: 'a', roles: ['x'] }, at: new Date(0), nested: { list: [{ n: 1 }] } }
    const taken = copySession(given)
    given.user.roles.push('administrator')
    given.nested.list[0] = { n: 2 }
    expect(taken).toEqual({ user: { id: 'a', roles: ['x'] }, at: new Date(0), nested: { list: [{ n: 1 }] } })
  })

  test('is frozen for whoever sees it', () => {
    const rights = { models: new Map(), reachFields: new Map(), report: () => undefined }
    const { session } = new SessionAccess(rights, copySession({ user: { id: 'a', roles: ['x'] } }))
    expect([session, session.user, session.user?.roles].map(Object.isFrozen)).toEqual([true, true, true])
  })

  test('of a guest has no user', () => {
    for (const guest of [null, {}, { user: null }, { user: undefined }])
      expect(copySession(guest).user).toBe(null)
  })

  test.each([
    [undefined],
    ['ann'],
    [['ann']],
    [{ toJSON: () => null }],
    [{ user: 'ann' }],
    [{ user: {} }],
    [{ user: { id: '' } }],
    [{ user: { id: { $ne: null } } }],
    [{ user: { id: ['a'] } }],
    [{ user: { id: Number.NaN } }],
    [{ user: { id: 'a', can: () => true } }],
  ])('that is none is refused: %j', (session) => {
    expect(() => copySession(session)).toThrow(/session/)
  })

  test('that refers to itself is refused', () => {
    const session: { user: unknown; self?: unknown } = { user: { id: 'a' } }
    session.self = session
    expect(() => copySession(session)).toThrow(/refers to itself/)
  })

  test('takes no prototype along', () => {
    const taken = copySession(JSON.parse('{"user":{"id":"a","__proto__":{"roles":["administrator"]}}}'))
    expect(taken.user?.roles).toBe(undefined)
    expect(Object.prototype).not.toHaveProperty('roles')
  })
})

type Shown = Record<'user' | 'scope' | 'odd' | 'list', Record<string, unknown>>

describe('a rule that reads a session', () => {
  const reading = (session: object, rule: (session: Shown) => unknown) => {
    const view = viewOf(copySession(session))
    const filter = rule(view.session as never)
    return { isMissing: view.isMissing(), isSound: isSound(filter, view) }
  }
  const session = {
    user: { id: 'a', ids: ['x', 'y'], none: null, empty: '' },
    scope: { tenant: 't' },
    odd: { $ne: 1 },
  }

  test.each([['nothing'], ['none'], ['empty']])('notes that %s is missing', (name) => {
    expect(reading(session, ({ user }) => ({ a: user[name] })).isMissing).toBe(true)
  })

  test('reads what is there', () => {
    const rule = ({ user, scope }: Shown) => ({
      $and: [{ a: user.id }, { b: { $in: user.ids } }, { $not: { c: scope.tenant } }],
    })
    expect(reading(session, rule)).toEqual({ isMissing: false, isSound: true })
  })

  test('finds nothing in lists that hold nothing', () => {
    const lists = { list: [null, '', { none: null, list: [null] }] }
    for (const i of [0, 1, 9]) expect(reading(lists, ({ list }) => ({ a: list[i] })).isSound).toBe(false)
    const inner = (name: string) => reading(lists, ({ list }) => ({ a: Object(list[2])[name] }))
    expect([inner('none').isMissing, inner('other').isMissing]).toEqual([true, true])
    expect(reading(lists, ({ list }) => ({ a: Object(list[2]).list[0] })).isSound).toBe(false)
    expect(reading(lists, ({ list }) => ({ a: { $ne: list[2] } })).isSound).toBe(false)
  })

  test('is not sound with an object or a list of the session where a scalar is due', () => {
    expect(reading(session, ({ odd }) => ({ a: odd })).isSound).toBe(false)
    expect(reading(session, ({ odd }) => ({ $not: { a: { $in: [odd] } } })).isSound).toBe(false)
    expect(reading(session, ({ user }) => ({ a: user.ids })).isSound).toBe(false)
    expect(reading(session, ({ user }) => ({ a: { $ne: user.ids } })).isSound).toBe(false)
    expect(reading({ ...session, list: ['x', null] }, ({ list }) => ({ a: { $in: list } })).isSound).toBe(
      false,
    )
  })
})
