import assert from 'node:assert/strict'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseRecord } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { byName, id, nameOnly, sorted, staff, statementsOf } from './relation-models.ts'

const redTeam = { name: 'red', people: [{ name: 'ann' }, { name: 'bob' }, { name: 'eve' }] }
const allTeams = [{ name: 'blue', people: [{ name: 'cid' }] }, redTeam, { name: 'void', people: [] }]

/** Related records that are read along. */
export const includeScenarios = group('relations', [
  {
    id: 'include-kinds',
    title: 'include gives what refs, hasMany, hasOne and manyToMany lead to, and null or [] where nothing is',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      assert.deepEqual(
        await db
          .model('Person')
          .find({ ...sorted, include: { team: nameOnly, boss: nameOnly, skills: sorted } }),
        [
          { name: 'ann', team: { name: 'red' }, boss: null, skills: [{ name: 'cook' }, { name: 'sew' }] },
          { name: 'bob', team: { name: 'red' }, boss: { name: 'ann' }, skills: [{ name: 'sew' }] },
          { name: 'cid', team: { name: 'blue' }, boss: { name: 'ann' }, skills: [{ name: 'cook' }] },
          { name: 'dan', team: null, boss: { name: 'bob' }, skills: [] },
          { name: 'eve', team: { name: 'red' }, boss: { name: 'bob' }, skills: [] },
        ],
      )
      assert.deepEqual(
        await db
          .model('Team')
          .find({ ...sorted, include: { people: sorted, badge: { select: { code: true } } } }),
        allTeams.map((team) => ({ ...team, badge: team.name === 'red' ? { code: 'r1' } : null })),
      )
    },
  },
  {
    id: 'include-everywhere',
    title: 'find, findOne, findById, page and stream include alike',
    alone: true,
    async run({ connectTo }) {
      const team = (await staff(connectTo)).model('Team')
      const include = { people: sorted }
      assert.deepEqual(await team.find({ ...sorted, include }), allTeams)
      assert.deepEqual(await team.findOne({ ...sorted, offset: 1, include }), redTeam)
      assert.deepEqual(await team.findById(id.red, { ...nameOnly, include }), redTeam)
      const page = await team.page({ ...sorted, limit: 2, include })
      assert.deepEqual(page.items, allTeams.slice(0, 2))
      const rest = await team.page({ ...sorted, limit: 2, include, after: page.next })
      assert.deepEqual(rest.items, allTeams.slice(2))
      const streamed: unknown[] = []
      for await (const row of team.stream({ ...sorted, include, chunk: 2 })) streamed.push(row)
      assert.deepEqual(streamed, allTeams)
    },
  },
  {
    id: 'include-nested',
    title: 'includes nest, back to the model they came from',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const include = {
        people: { ...sorted, include: { reports: { ...sorted, include: { skills: sorted } } } },
      }
      assert.deepEqual(await db.model('Team').findOne({ ...nameOnly, where: { name: 'red' }, include }), {
        name: 'red',
        people: [
          {
            name: 'ann',
            reports: [
              { name: 'bob', skills: [{ name: 'sew' }] },
              { name: 'cid', skills: [{ name: 'cook' }] },
            ],
          },
          {
            name: 'bob',
            reports: [
              { name: 'dan', skills: [] },
              { name: 'eve', skills: [] },
            ],
          },
          { name: 'eve', reports: [] },
        ],
      })
      const [dan] = await db.model('Person').find({
        ...nameOnly,
        where: { name: 'dan' },
        include: { boss: { ...nameOnly, include: { boss: { ...nameOnly, include: { boss: true } } } } },
      })
      assert.deepEqual(dan, { name: 'dan', boss: { name: 'bob', boss: { name: 'ann', boss: null } } })
    },
  },
  {
    id: 'include-arguments',
    title: 'where, sort, limit and offset of an include count for each parent by itself',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const people = async (args: object) => {
        const teams = await db
          .model('Team')
          .find({ sort: byName, include: { people: { ...nameOnly, ...args } } })
        return teams.map((team) =>
          cast<LooseRecord[]>(team.people, 'many')
            .map((one) => one.name)
            .join(' '),
        )
      }
      assert.deepEqual(await people({ sort: { name: 'desc' } }), ['cid', 'eve bob ann', ''])
      assert.deepEqual(await people({ sort: [{ age: 'asc' }, { name: 'desc' }] }), ['cid', 'eve bob ann', ''])
      assert.deepEqual(await people({ sort: byName, limit: 2 }), ['cid', 'ann bob', ''])
      assert.deepEqual(await people({ sort: byName, offset: 1 }), ['', 'bob eve', ''])
      assert.deepEqual(await people({ sort: byName, offset: 1, limit: 1 }), ['', 'bob', ''])
      assert.deepEqual(await people({ sort: byName, limit: 0 }), ['', '', ''])
      assert.deepEqual(await people({ sort: byName, where: { age: 20 } }), ['', 'bob eve', ''])
      assert.deepEqual(await people({ where: { reports: { $some: { team: null } } } }), ['', 'bob', ''])
      const skills = { ...sorted, where: { name: { $in: ['sew', 'cook'] } }, limit: 1 }
      const persons = await db.model('Person').find({ ...sorted, limit: 2, include: { skills } })
      assert.deepEqual(persons, [
        { name: 'ann', skills: [{ name: 'cook' }] },
        { name: 'bob', skills: [{ name: 'sew' }] },
      ])
      const one = { team: { ...nameOnly, where: { name: 'blue' } } }
      assert.deepEqual(await db.model('Person').findOne({ ...sorted, include: one }), {
        name: 'ann',
        team: null,
      })
    },
  },
  {
    id: 'include-records',
    title: 'included records are records that can be saved; plain ones are plain objects',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const team = await db
        .model('Team')
        .findById(id.blue, { include: { people: true, badge: { plain: true } } })
      const [cid] = cast<LooseRecord[]>(team?.people, 'many')
      assert.ok(cid)
      await cid.set({ age: 41 }).save()
      assert.equal((await db.model('Person').findById(id.cid))?.age, 41)
      assert.deepEqual([team?.changed, cid.changed, team?.badge], [[], [], null])
      const plain = await db
        .model('Person')
        .findById(id.ann, { plain: true, include: { team: { plain: true } } })
      assert.deepEqual(plain?.team, { id: id.red, name: 'red' })
    },
  },
  {
    id: 'include-json',
    title: 'the JSON of a record holds what is included, without hidden attributes, and nothing else',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const team = await db.model('Team').findById(id.red, {
        include: { people: { where: { name: 'ann' }, include: { skills: sorted, boss: true } }, badge: true },
      })
      const { people, badge, ...rest } = JSON.parse(JSON.stringify(team))
      assert.deepEqual(rest, { id: id.red, name: 'red' })
      assert.equal(badge.code, 'r1')
      assert.deepEqual(people, [
        {
          id: id.ann,
          name: 'ann',
          age: 30,
          teamId: id.red,
          bossId: null,
          skills: [{ name: 'cook' }, { name: 'sew' }],
          boss: null,
        },
      ])
      const alone = await db.model('Team').findById(id.red)
      assert.deepEqual(JSON.parse(JSON.stringify(alone)), { id: id.red, name: 'red' })
    },
  },
  {
    id: 'include-refused',
    title: 'an unknown relation is refused with the nearest name, at any depth',
    alone: true,
    async run({ connectTo }) {
      const team = (await staff(connectTo)).model('Team')
      const unknown = (include: object, details: object) =>
        refuses(() => team.find({ include }), 'UNKNOWN_FIELD', { ...details })
      await unknown({ peple: true }, { model: 'Team', field: 'peple', nearest: 'people' })
      await unknown({ people: { include: { skils: true } } }, { model: 'Person', nearest: 'skills' })
      await unknown({ name: true }, { field: 'name' })
      const wrong = ['people', ['people'], { people: 1 }, { people: { wher: {} } }, { people: { limit: -1 } }]
      await each([...wrong, { people: { lock: true } }, { people: { where: undefined } }], (include) =>
        refuses(() => team.find({ include }), 'INVALID_QUERY'),
      )
      assert.deepEqual(
        await team.find({ ...sorted, include: { people: false, badge: undefined } }),
        allTeams.map(({ name }) => ({ name })),
      )
    },
  },
  {
    id: 'include-statements',
    title: 'an include takes one statement for all parents at most, and one more where a model lies between',
    alone: true,
    async run({ connectTo, capabilities }) {
      const db = await staff(connectTo)
      const person = db.model('Person')
      const include = { team: { include: { badge: true } }, skills: true }
      const read = (limit: number) => statementsOf(db, () => person.find({ limit, sort: byName, include }))
      assert.equal(await read(1), capabilities.includes ? 3 : 5)
      await person.insertMany(Array.from({ length: 1500 }, (_, i) => ({ name: `x${i}`, teamId: id.red })))
      assert.equal(await read(2000), 5)
      const large = await db.model('Team').findById(id.red, { include: { people: { plain: true } } })
      assert.equal(cast<unknown[]>(large?.people, 'many').length, 1503)
      const all = await person.find({
        plain: true,
        include: { boss: { plain: true }, reports: { plain: true } },
      })
      assert.equal(all.length, 1505)
      assert.equal(
        await statementsOf(db, () => person.find({ where: { boss: null }, include: { boss: true } })),
        1,
      )
    },
  },
  {
    id: 'include-transaction',
    title: 'an include inside a transaction sees what the transaction wrote, and others do not',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const include = { people: sorted, badge: true }
      await db
        .transaction(async (tx: LooseDatabase) => {
          await tx.model('Person').create({ name: 'flo', teamId: id.void })
          const seen = await tx.model('Team').findById(id.void, { ...nameOnly, include })
          assert.deepEqual(seen, { name: 'void', people: [{ name: 'flo' }], badge: null })
          assert.equal(await tx.model('Team').count({ people: { $none: {} } }), 0)
          throw new Error('undo')
        })
        .catch((error: Error) => assert.equal(error.message, 'undo'))
      assert.deepEqual(await db.model('Team').findById(id.void, { ...nameOnly, include }), {
        name: 'void',
        people: [],
        badge: null,
      })
    },
  },
])
