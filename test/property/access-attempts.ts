import { inspect } from 'node:util'
import fc from 'fast-check'
import type { LooseRecord } from '../../src/testing/loose.ts'
import type { modelsOf } from './access-world.ts'
import { docAt, docValues } from './access-world.ts'

/** How many documents there are in the worlds in which these writes are tried. */
export const RECORDS = 10

export const show = (value: unknown) => inspect(value, { depth: 9, breakLength: 140, maxArrayLength: 30 })

type Models = ReturnType<typeof modelsOf>

/** A write that somebody tries; an update is one that may change no relation. */
export interface Attempt {
  readonly said: string
  readonly isUpdate: boolean
  run(models: Models): Promise<unknown>
}

const label = fc.nat(RECORDS + 4).map((i) => `doc ${i}`)
const known = fc.nat(RECORDS - 1).map((i) => docAt(i, {}).id)
const some = fc.record({ level: fc.constantFrom(0, 1, { $gte: 2 }) })

/** Some of the values that a document has. */
const part = fc.record(
  {
    ownerId: fc.constantFrom('u1', 'u2', null),
    memberIds: fc.constantFrom(['u1'], ['u2', 'u3'], []),
    status: fc.constantFrom('open', 'shut'),
    level: fc.constantFrom<unknown>(1, 3, { $inc: 1 }, { $field: 'level' }, 'wrong'),
    groupId: docValues.map(({ groupId }) => groupId),
    secret: fc.constantFrom('a', 'b'),
    note: fc.constantFrom('x', 'y'),
  },
  { requiredKeys: [] },
)
const fresh = fc.tuple(label, part, fc.boolean()).map(([name, values, isNested]) => ({
  label: `new ${name}`,
  ...values,
  ...(isNested && values.groupId === undefined && { group: { create: { name: 'made', bossId: 'u1' } } }),
}))

async function withRecord(
  record: LooseRecord | null,
  run: (record: LooseRecord) => unknown,
): Promise<unknown> {
  return record === null ? null : run(record)
}

const attempt = <T>(
  said: string,
  isUpdate: boolean,
  values: fc.Arbitrary<T>,
  run: (models: Models, values: T) => Promise<unknown>,
): fc.Arbitrary<Attempt> =>
  values.map((value) => ({ said: `${said} ${show(value)}`, isUpdate, run: (models) => run(models, value) }))

/** A random write. */
export const write: fc.Arbitrary<Attempt> = fc.oneof(
  attempt('create', false, fresh, ({ Doc }, values) => Doc.create(values)),
  attempt('insertMany', false, fc.array(fresh, { maxLength: 3 }), ({ Doc }, rows) => Doc.insertMany(rows)),
  attempt('updateWhere', true, fc.tuple(some, part), ({ Doc }, [filter, values]) =>
    Doc.updateWhere(filter, values),
  ),
  attempt('save', true, fc.tuple(known, part), async ({ Doc }, [id, values]) =>
    withRecord(await Doc.findById(id), (doc) => doc.set(values).save()),
  ),
  attempt('save nested', true, fc.tuple(known, part, fc.boolean()), async ({ Doc }, [id, values, isOpen]) =>
    withRecord(await Doc.findById(id), (doc) =>
      doc.set({ note: values.note, group: { update: { open: isOpen, bossId: values.ownerId } } }).save(),
    ),
  ),
  attempt('connect', true, fc.tuple(known, docValues), async ({ Doc }, [id, { groupId }]) =>
    withRecord(await Doc.findById(id), (doc) => doc.set({ group: { connect: groupId } }).save()),
  ),
  attempt('take into a group', true, fc.tuple(known, docValues), async ({ Group }, [id, { groupId }]) =>
    withRecord(await Group.findById(groupId ?? ''), (group) => group.set({ docs: { connect: [id] } }).save()),
  ),
  attempt('upsert', false, fc.tuple(known, part), ({ Doc }, [id, values]) =>
    Doc.upsert({ by: ['id'], create: { id, label: 'upserted', ...values } }),
  ),
  attempt('change a boss', true, docValues, async ({ Group }, { groupId, ownerId }) =>
    withRecord(await Group.findById(groupId ?? ''), (group) => group.set({ bossId: ownerId }).save()),
  ),
  attempt('change members', true, docValues, ({ Member }, { ownerId, groupId }) =>
    Member.updateWhere({ userId: 'u1' }, { userId: ownerId, groupId }),
  ),
  attempt('rename members', true, docValues, ({ Member }) =>
    Member.updateWhere({ userId: 'u1' }, { rank: 0 }),
  ),
  attempt('destroy', false, known, async ({ Doc }, id) =>
    withRecord(await Doc.findById(id), (doc) => doc.destroy()),
  ),
  attempt('destroyWhere', false, some, ({ Doc }, filter) => Doc.destroyWhere(filter)),
)
