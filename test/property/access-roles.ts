import fc from 'fast-check'

/** A row as it is stored, by attribute. */
export type Row = Readonly<Record<string, unknown>>

/** Whoever asks; values may be missing or of the wrong form. */
export interface Somebody {
  readonly user: {
    readonly id: string
    readonly ids?: unknown
    readonly level?: unknown
    readonly tags?: readonly string[]
    readonly roles?: readonly string[]
  } | null
}

/** All that is stored, as rules see it. */
export interface World {
  readonly docs: readonly Row[]
  readonly groups: readonly Row[]
  readonly members: readonly Row[]
}

/** A role: as a model says it, and what it comes to, said a second time in plain code. */
export interface TriedRole {
  readonly written: unknown
  /** Whether it is held by how records are related, which no update may change. */
  readonly isRelation: boolean
  holds(session: Somebody, doc: Row, world: World): boolean
}

const isMissing = (value: unknown) => value === undefined || value === null || value === ''
const isScalar = (value: unknown) => !isMissing(value) && typeof value !== 'object'

/** The values of a session among which a key has to be. */
const among = (given: unknown): unknown[] =>
  (Array.isArray(given) ? given : [given]).filter((value) => isScalar(value) && typeof value === 'string')

const has = (values: readonly unknown[], key: unknown) =>
  Array.isArray(key) ? key.some((one) => values.includes(one)) : key !== null && values.includes(key)

const groupOf = (doc: Row, { groups }: World) => groups.find(({ id }) => id === doc.groupId)

const membersOf = (doc: Row, { members }: World) =>
  doc.groupId === null ? [] : members.filter(({ groupId }) => groupId === doc.groupId)

interface SignedIn {
  readonly user: NonNullable<Somebody['user']>
}

const signedIn =
  (holds: (session: SignedIn, doc: Row, world: World) => boolean): TriedRole['holds'] =>
  ({ user }, doc, world) =>
    user !== null && holds({ user }, doc, world)

const ids = ({ user }: SignedIn) => user.ids as never
const related = (written: unknown, holds: Parameters<typeof signedIn>[0]): TriedRole => ({
  written,
  isRelation: true,
  holds: signedIn(holds),
})
const ruled = (written: unknown, holds: TriedRole['holds']): TriedRole => ({
  written,
  isRelation: false,
  holds,
})

/** Whether an integer of a session can be compared: a rule that finds it missing, or no scalar, allows nothing. */
const isLevel = (level: unknown): level is number => typeof level === 'number'

/** Each way to hold a role. */
const ways: readonly TriedRole[] = [
  related('ownerId', ({ user }, { ownerId }) => ownerId === user.id),
  related({ key: 'ownerId' }, ({ user }, { ownerId }) => ownerId === user.id),
  related({ key: 'ownerId', in: ids }, (session, { ownerId }) => has(among(ids(session)), ownerId)),
  related({ key: 'memberIds' }, ({ user }, { memberIds }) => has([user.id], memberIds)),
  related({ key: 'memberIds', in: ids }, (session, { memberIds }) => has(among(ids(session)), memberIds)),
  related(
    { through: 'group', by: 'bossId' },
    ({ user }, doc, world) => groupOf(doc, world)?.bossId === user.id,
  ),
  related({ through: 'group', by: 'bossId', having: { open: true } }, ({ user }, doc, world) => {
    const group = groupOf(doc, world)
    return group?.bossId === user.id && group.open === true
  }),
  related({ through: 'group.members', by: 'userId' }, ({ user }, doc, world) =>
    membersOf(doc, world).some(({ userId }) => userId === user.id),
  ),
  related(
    { through: 'group.members', by: 'userId', in: ids, having: { $not: { rank: 1 } } },
    (session, doc, world) =>
      membersOf(doc, world).some(({ userId, rank }) => has(among(ids(session)), userId) && rank !== 1),
  ),
  related(
    { through: 'group', role: 'boss' },
    ({ user }, doc, world) => groupOf(doc, world)?.bossId === user.id,
  ),
  related({ through: 'group', role: 'member' }, ({ user }, doc, world) =>
    membersOf(doc, world).some(({ userId }) => userId === user.id),
  ),
  ruled({ through: 'group', role: 'open' }, (_, doc, world) => groupOf(doc, world)?.open === true),
  ruled({ where: { status: 'open' } }, (_, { status }) => status === 'open'),
  ruled({ where: { $not: { status: 'open' } } }, (_, { status }) => status !== 'open'),
  ruled({ where: { level: null } }, (_, { level }) => level === null),
  ruled(
    { where: { level: { $gte: 2 }, status: { $ne: 'shut' } } },
    (_, { level, status }) => level !== null && Number(level) >= 2 && status !== 'shut',
  ),
  ruled(
    { where: { $or: [{ status: { $in: ['shut', 'none'] } }, { $not: { ownerId: { $in: ['u1', 'u2'] } } }] } },
    (_, { status, ownerId }) => status === 'shut' || status === 'none' || !has(['u1', 'u2'], ownerId),
  ),
  ruled({ where: { group: { open: true } } }, (_, doc, world) => groupOf(doc, world)?.open === true),
  ruled(
    { where: { $not: { group: { open: true } } } },
    (_, doc, world) => groupOf(doc, world)?.open !== true,
  ),
  ruled(
    { where: { group: { members: { $none: { rank: 1 } } } } },
    (_, doc, world) =>
      groupOf(doc, world) !== undefined && membersOf(doc, world).every(({ rank }) => rank !== 1),
  ),
  ruled(
    { where: ({ user }: SignedIn) => ({ level: user.level }) },
    signedIn(({ user }, { level }) => isLevel(user.level) && level === user.level),
  ),
  ruled(
    { where: ({ user }: SignedIn) => ({ $not: { level: user.level } }) },
    signedIn(({ user }, { level }) => isLevel(user.level) && level !== user.level),
  ),
  ruled(
    { where: ({ user }: SignedIn) => ({ level: { $ne: user.level } }) },
    signedIn(({ user }, { level }) => isLevel(user.level) && level !== user.level),
  ),
  ruled(
    { where: ({ user }: SignedIn) => ({ ownerId: { $ne: user.id } }) },
    signedIn(({ user }, { ownerId }) => ownerId !== user.id),
  ),
  ruled(
    { where: ({ user }: SignedIn) => ({ group: { $or: [{ bossId: user.id }, { open: false }] } }) },
    signedIn(({ user }, doc, world) => {
      const group = groupOf(doc, world)
      return group !== undefined && (group.bossId === user.id || group.open === false)
    }),
  ),
  ruled(
    { check: (user: SignedIn['user']) => user.tags?.includes('x') === true },
    signedIn(({ user }) => user.tags?.includes('x') === true),
  ),
  ruled(
    { check: async (user: SignedIn['user']) => user.tags?.includes('y') as boolean },
    signedIn(({ user }) => user.tags?.includes('y') === true),
  ),
  ruled({ check: () => 'yes' }, () => false),
  ruled(
    {
      check: () => {
        throw new Error('a role that fails')
      },
    },
    () => false,
  ),
]

const builtIn: Readonly<Record<string, TriedRole['holds']>> = {
  anyone: () => true,
  guest: ({ user }) => user === null,
  user: ({ user }) => user !== null,
  administrator: ({ user }) => user?.roles?.includes('administrator') === true,
}

/** Who may do what, as a model says it, and what it comes to. */
export interface TriedPolicy {
  readonly roles: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, unknown>>
  readonly secret: { readonly read: readonly string[] }
  readonly relations: readonly TriedRole[]
  allows(action: 'read' | 'update' | 'destroy', session: Somebody, doc: Row, world: World): boolean
  /** Whether the value of the field `secret` may be read. */
  shows(session: Somebody, doc: Row, world: World): boolean
}

const NAMES = ['one', 'two', 'three', 'staff'] as const
const listOf = fc.uniqueArray(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...NAMES) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(builtIn)) },
  ),
  { minLength: 0, maxLength: 3 },
)
const always = fc.record(
  Object.fromEntries(
    ['all', 'read', 'update', 'destroy'].map((action) => [
      action,
      fc.option(fc.constantFrom(...ways.filter(({ written }) => 'where' in Object(written))), {
        freq: 3,
        nil: undefined,
      }),
    ]),
  ) as Record<string, fc.Arbitrary<TriedRole | undefined>>,
)

const staff = ruled({ named: true }, ({ user }) => user?.roles?.includes('staff') === true)

/** A random policy. */
export const policy: fc.Arbitrary<TriedPolicy> = fc
  .record({
    roles: fc.tuple(fc.constantFrom(...ways), fc.constantFrom(...ways), fc.constantFrom(...ways)),
    read: listOf,
    update: listOf,
    destroy: listOf,
    secret: listOf,
    always,
  })
  .map(({ roles: [one, two, three], read, update, destroy, secret, always: rules }) => {
    const full = (role: TriedRole) =>
      role.written === 'ownerId' ? { ...role, written: { key: 'ownerId' } } : role
    const roles: Readonly<Record<string, TriedRole>> = {
      one: full(one),
      two: full(two),
      three: full(three),
      staff,
    }
    const lists: Readonly<Record<string, readonly string[]>> = { read, update, destroy }
    const holds = (name: string): TriedRole['holds'] =>
      builtIn[name] ?? ((session, doc, world) => roles[name]?.holds(session, doc, world) === true)
    const fits =
      (action: string): TriedRole['holds'] =>
      (session, doc, world) =>
        (lists[action] ?? []).some((name) => holds(name)(session, doc, world)) &&
        [rules.all, rules[action]].every((rule) => rule === undefined || rule.holds(session, doc, world))
    const said = Object.entries(rules).flatMap(([action, rule]) =>
      rule === undefined ? [] : [[action, (rule.written as { where: unknown }).where] as const],
    )
    return {
      roles: Object.fromEntries(Object.entries(roles).map(([name, { written }]) => [name, written])),
      permissions: { read, update, destroy, always: Object.fromEntries(said) },
      secret: { read: secret },
      relations: Object.values(roles).filter(({ isRelation }) => isRelation),
      allows: (action, session, doc, world) =>
        fits('read')(session, doc, world) && (action === 'read' || fits(action)(session, doc, world)),
      shows: (session, doc, world) => secret.some((name) => holds(name)(session, doc, world)),
    }
  })

const userId = fc.constantFrom('u1', 'u2', 'u3')

/** Somebody, or a guest. */
export const somebody: fc.Arbitrary<Somebody> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ user: null }) },
  {
    weight: 6,
    arbitrary: fc.record({
      user: fc.record(
        {
          id: userId,
          ids: fc.oneof(
            fc.array(
              fc.oneof({ weight: 6, arbitrary: userId }, fc.constantFrom(null, '', undefined, { id: 'u1' })),
              {
                maxLength: 3,
              },
            ),
            fc.constantFrom(null, undefined, '', 'u2', { $ne: null }),
          ),
          level: fc.constantFrom(0, 1, 2, 3, null, undefined, '', { $gte: 0 }, [1, 2]),
          tags: fc.constantFrom(['x'], ['y'], ['x', 'y'], []),
          roles: fc.constantFrom(['staff'], ['administrator'], ['one', 'owner', 'anyone'], []),
        },
        { requiredKeys: ['id'] },
      ) as fc.Arbitrary<NonNullable<Somebody['user']>>,
    }),
  },
)
