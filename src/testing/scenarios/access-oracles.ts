import assert from 'node:assert/strict'
import { field, hasMany, manyToMany, ref } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { signedIn } from './access-models.ts'
import type { ConnectTo } from './relation-models.ts'

const kept = { access: { read: [] } } as const

/** Firms of somebody, and tips about them: which firm a tip is about, and who reads what, is told to nobody. */
async function tipWorld(connectTo: ConnectTo) {
  const Firm = defineModel({
    name: 'Firm',
    schema: {
      id: field.id(),
      ownerId: field.string(),
      best: ref('Reader', kept),
      tips: hasMany('Tip', { by: 'firm' }),
      readers: manyToMany('Reader', { through: 'Reading' }),
    },
    roles: { owner: 'ownerId' },
    permissions: { create: ['user'], read: ['user'], update: ['owner'] },
  })
  const Tip = defineModel({
    name: 'Tip',
    schema: { id: field.id(), text: field.string(), firm: ref('Firm', kept) },
    permissions: { create: ['user'], read: ['user'], update: ['user'], destroy: ['user'] },
  })
  const Reader = defineModel({
    name: 'Reader',
    schema: { id: field.id(), name: field.string() },
    permissions: { create: ['user'], read: ['user'], update: ['user'] },
  })
  const Reading = defineModel({
    name: 'Reading',
    schema: { id: field.id(), firm: ref('Firm'), reader: ref('Reader', kept) },
    permissions: { create: ['user'], read: ['user'] },
  })
  const db = await connectTo({ Firm, Tip, Reader, Reading })
  const of = (name: string) => modelOf(db.system('a test'), name)
  const reader = await of('Reader').create({ name: 'r' })
  const firm = await of('Firm').create({ ownerId: 'ann', bestId: reader.id })
  const tips = [
    await of('Tip').create({ text: 'a', firmId: firm.id }),
    await of('Tip').create({ text: 'b' }),
  ].map(({ id }) => id)
  await of('Reading').create({ firmId: firm.id, readerId: reader.id })
  return { of, mine: (name: string) => modelOf(db.as(signedIn('ann')), name), firm, reader, tips }
}

/** Writes that would tell what may not be read. */
export const accessOracleScenarios = group('writes that would tell', [
  {
    id: 'access-oracle-links',
    title: 'what is written along tells nothing of refs that may not be read',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { of, mine, firm, reader, tips } = await tipWorld(connectTo)
      const write = async (values: object) => (await mine('Firm').findById(firm.id))?.set(values).save()
      const named = tips.flatMap((key) => [
        { tips: { update: { key, values: { text: 'x' } } } },
        { tips: { disconnect: key } },
        { tips: { destroy: key } },
        { tips: { connect: key } },
      ])
      const linked = [{ disconnect: reader.id }, { connect: reader.id }, { set: [] }]
      const all = [...named, ...linked.map((readers) => ({ readers })), { best: { update: { name: 'x' } } }]
      await each(all, (values) => refuses(() => write(values), 'FORBIDDEN'))
      assert.equal((await of('Tip').count({ text: 'x' })) + (await of('Reader').count({ name: 'x' })), 0)
      await write({ tips: { create: [{ text: 'new' }] }, readers: { create: [{ name: 'new' }] } })
      await mine('Firm').create({ tips: { connect: tips[1] }, readers: { connect: reader.id } })
      assert.deepEqual([await of('Tip').count(), await of('Reading').count()], [3, 3])
    },
  },
  {
    id: 'access-oracle-increment',
    title: 'what may be written and not read is not added to, since the limits of a sum tell of it',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const Worker = defineModel({
        name: 'Worker',
        schema: {
          id: field.id(),
          name: field.string(),
          pay: field.integer({ min: 0, max: 100, access: { read: ['boss'], write: ['user'] } }),
        },
        roles: { boss: { where: ({ user }) => ({ name: `led by ${user.id}` }) } },
        permissions: { create: ['user'], read: ['user'], update: ['user'] },
      })
      const db = await connectTo({ Worker })
      await modelOf(db.system('a test'), 'Worker').insertMany([
        { name: 'led by ann', pay: 10 },
        { name: 'led by eve', pay: 20 },
      ])
      const [Workers, guest] = [modelOf(db.as(signedIn('ann')), 'Worker'), signedIn('nobody')]
      const all = { $not: { name: '' } }
      assert.equal(await Workers.updateWhere(all, { pay: { $inc: 85 } }), 1)
      const [hers, eves] = await Workers.find({ sort: { name: 'asc' } })
      await refuses(() => eves?.set({ pay: { $inc: -1 } }).save(), 'FORBIDDEN')
      assert.equal((await hers?.set({ pay: { $inc: -1 } }).save())?.pay, 94)
      assert.equal(await modelOf(db.as(guest), 'Worker').updateWhere(all, { pay: { $inc: 90 } }), 0)
      assert.equal(await Workers.updateWhere(all, { pay: 1 }), 2)
    },
  },
])
