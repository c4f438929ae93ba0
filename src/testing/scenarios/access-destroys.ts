import assert from 'node:assert/strict'
import { field, hasMany, ref } from '../../schema/factories.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { signedIn } from './access-models.ts'
import type { ConnectTo } from './relation-models.ts'

/** Clubs whose members go with them, where a member gives the right to destroy it all. */
function clubModels() {
  const Club = defineModel({
    name: 'Club',
    schema: { id: field.id(), name: field.string(), fans: hasMany('Fan', { by: 'club' }) },
    roles: { chief: { through: 'fans', by: 'userId', having: { rank: 'chief' } } },
    permissions: { read: ['anyone'], destroy: ['chief'] },
  })
  const Fan = defineModel({
    name: 'Fan',
    schema: {
      id: field.id(),
      club: ref('Club', { onDelete: 'cascade' }),
      userId: field.string(),
      rank: field.string(),
    },
    roles: { chief: { through: 'club', role: 'chief' } },
    permissions: { read: ['anyone'], destroy: ['chief'] },
  })
  return { Club, Fan }
}

async function clubs(connectTo: ConnectTo) {
  const db = await connectTo(clubModels())
  const trusted = db.system('a test')
  const of = (name: 'Club' | 'Fan') => modelOf(trusted, name)
  for (const name of ['a', 'b']) {
    const { id } = await of('Club').create({ name })
    await of('Fan').insertMany([
      { clubId: id, userId: 'ann', rank: name === 'a' ? 'chief' : 'plain' },
      { clubId: id, userId: 'bob', rank: 'plain' },
    ])
  }
  const as = (id: string) => modelOf(db.as(signedIn(id)), 'Club')
  const left = async () => [await of('Club').count(), await of('Fan').count()]
  return { of, as, left }
}

/** Rights that go by what is destroyed along. */
export const accessDestroyScenarios = group('access to destroy', [
  {
    id: 'access-destroy-along',
    title: 'a right to destroy is asked while all is still there, also where it comes from what goes along',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { as, left } = await clubs(connectTo)
      const [mine] = await as('ann').find({ where: { name: 'a' } })
      const [other] = await as('ann').find({ where: { name: 'b' } })
      const [seen] = await as('bob').find({ where: { name: 'a' } })
      await refuses(() => seen?.destroy(), 'FORBIDDEN', { model: 'Club' })
      await refuses(() => other?.destroy(), 'FORBIDDEN', { model: 'Club' })
      assert.deepEqual(await left(), [2, 4])
      await mine?.destroy()
      assert.deepEqual(await left(), [1, 2])
    },
  },
  {
    id: 'access-destroy-where-along',
    title: 'a destroy of many takes what it says, also where its filter or its right goes by what goes first',
    alone: true,
    needs: ['transactions'],
    async run({ connectTo }) {
      const { of, as, left } = await clubs(connectTo)
      assert.equal(await as('bob').destroyWhere({ $not: { name: '' } }), 0)
      assert.equal(await as('ann').destroyWhere({ $not: { name: '' } }), 1)
      assert.deepEqual(await left(), [1, 2])
      assert.equal(await of('Club').destroyWhere({ fans: { $some: { userId: 'bob' } } }), 1)
      assert.deepEqual(await left(), [0, 0])
    },
  },
])
