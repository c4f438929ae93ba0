import { auditTrail } from '../../mixins/audit-trail.ts'
import { audited } from '../../mixins/audited.ts'
import { field, hasMany, ref } from '../../schema/factories.ts'
import type { LooseDatabase } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { signedIn } from './access-models.ts'
import type { ConnectTo } from './relation-models.ts'

/** What hooks of these models have seen, in order. */
export const seen: string[] = []

/** Houses that are given away at once, and brands that are offered by one firm to another. */
function transferModels() {
  const House = defineModel({
    name: 'House',
    schema: {
      id: field.id(),
      name: field.string({ required: true }),
      ownerId: field.string(),
      keys: field.integer({ default: 0 }),
    },
    hooks: {
      async beforeTransfer({ from, to }) {
        seen.push(`before ${from} ${to}`)
        if (this.get('name') === 'cursed') throw new Error('never')
        this.set({ keys: 3 })
      },
      afterTransfer({ from, to }) {
        seen.push(`after ${from} ${to} ${this.get('ownerId')}`)
        if (this.get('name') === 'haunted') throw new Error('not after all')
      },
      afterCommit({ action }) {
        seen.push(`committed ${action}`)
      },
    },
    roles: { owner: 'ownerId' },
    permissions: {
      create: ['user'],
      read: ['anyone'],
      update: ['owner'],
      transfer: ['owner', 'administrator'],
    },
    transfer: { key: 'ownerId' },
  })
  const Firm = defineModel({
    name: 'Firm',
    schema: {
      id: field.id(),
      name: field.string({ required: true }),
      secret: field.boolean({ default: false }),
      members: hasMany('Member', { by: 'firm' }),
    },
    roles: {
      head: { through: 'members', by: 'userId', having: { rank: 'head' } },
      known: { where: { secret: false } },
    },
    permissions: { read: ['known', 'head'], destroy: ['administrator'] },
  })
  const Member = defineModel({
    name: 'Member',
    schema: {
      id: field.id(),
      firm: ref('Firm', { required: true, onDelete: 'cascade' }),
      userId: field.string({ required: true }),
      rank: field.string({ default: 'plain' }),
    },
    permissions: { read: ['user'], destroy: ['administrator'] },
  })
  const Brand = defineModel({
    name: 'Brand',
    schema: {
      id: field.id(),
      name: field.string({ required: true }),
      isOpen: field.boolean({ default: true }),
      firm: ref('Firm', { onDelete: 'setNull' }),
    },
    mixins: [audited()],
    roles: {
      owner: { through: 'firm', role: 'head' },
      recipient: { through: 'offeredTo', role: 'head' },
      open: { where: { isOpen: true } },
    },
    permissions: {
      create: ['owner'],
      read: ['open', 'owner', 'recipient'],
      update: ['owner'],
      transfer: ['owner'],
      destroy: ['owner'],
    },
    transfer: { key: 'firmId', accept: 'owner', expires: '14d' },
  })
  const Change = defineModel({
    name: 'Change',
    schema: {},
    mixins: [auditTrail()],
    permissions: { read: ['anyone'] },
  })
  return { House, Firm, Member, Brand, Change }
}

/** A database of these models: firm a of ann with a brand, firm b of bob, a secret firm c of cid. */
export async function transferWorld(connectTo: ConnectTo) {
  seen.length = 0
  const db: LooseDatabase = await connectTo(transferModels())
  const system = db.system('a test')
  const of = (name: string) => modelOf(system, name)
  const firms: Record<string, string> = {}
  for (const [name, head] of Object.entries({ a: 'ann', b: 'bob', c: 'cid' })) {
    const firm = await of('Firm').create({ name, secret: name === 'c' })
    await of('Member').insertMany([
      { firmId: firm.id, userId: head, rank: 'head' },
      { firmId: firm.id, userId: `${head}s-clerk` },
    ])
    firms[name] = String(firm.id)
  }
  await of('House').insertMany([
    { name: 'home', ownerId: 'ann' },
    { name: 'cursed', ownerId: 'ann' },
    { name: 'haunted', ownerId: 'ann' },
    { name: 'nobodys' },
  ])
  await of('Brand').insertMany([
    { name: 'open', firmId: firms.a },
    { name: 'closed', firmId: firms.a, isOpen: false },
  ])
  const as = (id: string, more: object = {}) => {
    const scope = db.as(signedIn(id, more))
    const one = async (model: string, name: string) => {
      const [found] = await modelOf(scope, model).find({ where: { name } })
      if (found === undefined) throw new Error(`${id} sees no ${model} called ${name}`)
      return found
    }
    return { of: (name: string) => modelOf(scope, name), one }
  }
  return { db, of, as, firms }
}

/** Everything that is stored, for comparing before and after. */
export const everythingOf = (of: (name: string) => ReturnType<typeof modelOf>): Promise<unknown> =>
  Promise.all(
    ['House', 'Firm', 'Member', 'Brand', 'Change'].map((name) =>
      of(name).find({ plain: true, sort: { id: 'asc' } }),
    ),
  )
