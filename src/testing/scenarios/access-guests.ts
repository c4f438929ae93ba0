import assert from 'node:assert/strict'
import { field, hasMany, ref } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { signedIn } from './access-models.ts'

/** What guests may do. */
export const accessGuestScenarios = group('guests', [
  {
    id: 'access-guest-related-role',
    title: 'a guest holds a role of a related record that asks nothing of a session',
    alone: true,
    async run({ connectTo }) {
      const Topic = defineModel({
        name: 'Topic',
        schema: { id: field.id(), open: field.boolean({ default: false }), ownerId: field.string() },
        roles: { open: { where: { open: true } }, owner: 'ownerId' },
        permissions: { read: ['open', 'owner'] },
      })
      const Note = defineModel({
        name: 'Note',
        schema: { id: field.id(), text: field.string(), topic: ref('Topic') },
        roles: { open: { through: 'topic', role: 'open' }, owner: { through: 'topic', role: 'owner' } },
        permissions: { read: ['open', 'owner'] },
      })
      const db = await connectTo({ Topic, Note })
      const of = (name: string) => modelOf(db.system('a test'), name)
      const open = await of('Topic').create({ open: true, ownerId: 'ann' })
      const closed = await of('Topic').create({ ownerId: 'ann' })
      await of('Note').insertMany([
        { text: 'seen', topicId: open.id },
        { text: 'hers', topicId: closed.id },
        { text: 'lost' },
      ])
      const texts = async (session: unknown) => {
        const notes = await modelOf(db.as(session), 'Note').find({ sort: { text: 'asc' } })
        return notes.map(({ text }) => text)
      }
      assert.deepEqual(await texts(null), ['seen'])
      assert.deepEqual(await texts(signedIn('eve')), ['seen'])
      assert.deepEqual(await texts(signedIn('ann')), ['hers', 'seen'])
    },
  },
  {
    id: 'access-guest-account',
    title: 'a guest makes an account, whose key is its own, and sees it once signed in',
    alone: true,
    async run({ connectTo }) {
      const Person = defineModel({
        name: 'Person',
        schema: {
          id: field.id(),
          name: field.string({ required: true }),
          mail: field.string({ access: { read: ['self'] } }),
          state: field.string({ default: 'new', access: { write: ['checked', 'self'] } }),
          marks: field.array(field.string(), { access: { write: ['checked'] } }),
          checked: field.boolean({ default: false, access: { write: [] } }),
        },
        roles: { self: { key: 'id' }, checked: { where: { checked: true } } },
        permissions: { create: ['guest'], read: ['self'], update: ['self'] },
      })
      const db = await connectTo({ Person })
      const guest = modelOf(db.as(null), 'Person')
      const made = await guest.create({ name: 'Ann', mail: 'ann@example.com' })
      assert.equal(made.mail, undefined)
      assert.equal(await guest.count(), 0)
      assert.equal(made.state, 'new')
      await refuses(() => guest.create({ name: 'Ann', state: 'old' }), 'FORBIDDEN')
      await refuses(() => guest.create({ name: 'Ann', marks: ['a'] }), 'FORBIDDEN')
      const own = modelOf(db.as(signedIn(String(made.id))), 'Person')
      assert.equal((await own.findById(made.id))?.mail, 'ann@example.com')
      await refuses(() => own.create({ name: 'Bob' }), 'FORBIDDEN')
      await refuses(
        async () => (await own.findById(made.id))?.set({ id: 'x' }).save(),
        ['VALIDATION_FAILED', 'FORBIDDEN'],
      )
    },
  },
  {
    id: 'access-other-side',
    title: 'whom a record refers to is told by no relation from the other side, where it may not be read',
    alone: true,
    async run({ connectTo }) {
      const Person = defineModel({
        name: 'Person',
        schema: { id: field.id(), name: field.string(), votes: hasMany('Vote', { by: 'voter' }) },
        permissions: { read: ['anyone'] },
      })
      const Vote = defineModel({
        name: 'Vote',
        schema: {
          id: field.id(),
          text: field.string(),
          voter: ref('Person', { access: { read: ['voter', 'administrator'] } }),
        },
        roles: { voter: { key: 'voterId' } },
        permissions: { read: ['anyone'] },
      })
      const db = await connectTo({ Person, Vote })
      const of = (name: string) => modelOf(db.system('a test'), name)
      const ann = await of('Person').create({ name: 'Ann' })
      await of('Vote').create({ text: 'yes', voterId: ann.id })
      for (const session of [null, signedIn('eve'), signedIn(String(ann.id))]) {
        const seen = modelOf(db.as(session), 'Person')
        for (const quantifier of ['$some', '$none', '$every'])
          await refuses(() => seen.find({ where: { votes: { [quantifier]: { text: 'yes' } } } }), 'FORBIDDEN')
        await refuses(() => seen.count({ votes: { $some: {} } }), 'FORBIDDEN')
        await refuses(() => seen.find({ include: { votes: true } }), 'FORBIDDEN')
        await refuses(() => seen.find({ include: { votes: { limit: 1 } } }), 'FORBIDDEN')
      }
      const boss = modelOf(db.as(signedIn('boss', { roles: ['administrator'] })), 'Person')
      assert.equal(await boss.count({ votes: { $some: { text: 'yes' } } }), 1)
      const [found] = await boss.find({ include: { votes: true } })
      assert.equal(Object(found?.votes).length, 1)
    },
  },
])
