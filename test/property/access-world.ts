import fc from 'fast-check'
import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import type { LooseDatabase, LooseModel } from '../../src/testing/loose.ts'
import type { Row, TriedPolicy, World } from './access-roles.ts'

const { defineModel } = createPrometheus()
const open = { create: ['user'], read: ['anyone'], update: ['user'], destroy: ['user'] } as const

/** Documents under a policy, in groups that have members; `others` says who may do what with these. */
export function modelsUnder(
  { roles, permissions, secret }: Pick<TriedPolicy, 'roles' | 'permissions' | 'secret'>,
  others: Readonly<Record<string, readonly string[]>> = open,
): Readonly<Record<'Group' | 'Member' | 'Doc', unknown>> {
  const Group = defineModel({
    name: 'Group',
    schema: {
      id: field.id(),
      name: field.string(),
      bossId: field.string(),
      open: field.boolean(),
      members: hasMany('Member', { by: 'group' }),
      docs: hasMany('Doc', { by: 'group' }),
    },
    roles: {
      boss: { key: 'bossId' },
      member: { through: 'members', by: 'userId' },
      open: { where: { open: true } },
    },
    permissions: others as never,
  })
  const Member = defineModel({
    name: 'Member',
    schema: { id: field.id(), group: ref('Group'), userId: field.string(), rank: field.integer() },
    permissions: others as never,
  })
  const Doc = defineModel({
    name: 'Doc',
    schema: {
      id: field.id(),
      label: field.string({ required: true }),
      ownerId: field.string(),
      memberIds: field.array(field.string()),
      status: field.string(),
      level: field.integer(),
      group: ref('Group'),
      secret: field.string({ access: secret }),
      note: field.string(),
    },
    roles: roles as never,
    permissions: { create: ['user'], ...permissions } as never,
  })
  return { Group, Member, Doc }
}

const userId = fc.constantFrom('u1', 'u2', 'u3', null)
const key = (kind: number, i: number) => `01890000-0000-7000-8${kind}00-${String(i).padStart(12, '0')}`
const GROUPS = 4
const groupKey = (i: number) => key(1, i)
const groupId = fc.option(fc.nat(GROUPS - 1).map(groupKey), { freq: 4, nil: null })

/** What a document says, beside its key and label. */
export const docValues = fc.record({
  ownerId: userId,
  memberIds: fc.uniqueArray(fc.constantFrom('u1', 'u2', 'u3'), { maxLength: 2 }),
  status: fc.constantFrom('open', 'shut', 'none', null),
  level: fc.constantFrom(0, 1, 2, 3, null),
  groupId,
  secret: fc.constantFrom('a', 'b', null),
  note: fc.constantFrom('n', null),
})

/** A document of a place in the world: its key and label go by that. */
export const docAt = (i: number, values: Row): Row => ({ id: key(3, i), label: `doc ${i}`, ...values })

/** Random documents, groups and members. */
export const worldOf = (count: number): fc.Arbitrary<World> =>
  fc.record({
    groups: fc
      .array(fc.record({ bossId: userId, open: fc.constantFrom(true, false, null) }), {
        minLength: GROUPS,
        maxLength: GROUPS,
      })
      .map((groups) => groups.map((group, i) => ({ id: groupKey(i), name: `group ${i}`, ...group }))),
    members: fc
      .array(fc.record({ groupId, userId, rank: fc.constantFrom(0, 1, null) }), { maxLength: 8 })
      .map((members) => members.map((member, i) => ({ id: key(2, i), ...member }))),
    docs: fc
      .array(docValues, { minLength: count, maxLength: count })
      .map((docs) => docs.map((doc, i) => docAt(i, doc))),
  })

/** The models of a database on somebody's behalf. */
export const modelsOf = (db: Pick<LooseDatabase, 'model'>) => ({
  Doc: db.model('Doc'),
  Group: db.model('Group'),
  Member: db.model('Member'),
})

/** Stores a world, in place of what is there. */
export async function store(db: LooseDatabase, { docs, groups, members }: World): Promise<void> {
  const { Doc, Group, Member } = modelsOf(db.system('a property'))
  for (const Model of [Doc, Member, Group]) await Model.destroyWhere({ $and: [] })
  await Group.insertMany(groups)
  await Member.insertMany(members)
  await Doc.insertMany(docs)
}

const rowsOf = async (model: LooseModel): Promise<Row[]> =>
  (await model.find({ plain: true, sort: { id: 'asc' } })) as unknown as Row[]

/** All that is stored. */
export async function stored(db: LooseDatabase): Promise<World> {
  const { Doc, Group, Member } = modelsOf(db.system('a property'))
  return { docs: await rowsOf(Doc), groups: await rowsOf(Group), members: await rowsOf(Member) }
}

/** What a call comes to: its value, or the code of its error and what it says. */
export async function outcomeOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return { value: await run() }
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string }
    if (code === undefined) throw error
    return { code, message }
  }
}
