import assert from 'node:assert/strict'
import { field, hasMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseModel, LooseRecord } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each } from '../refusals.ts'
import { sampleSchema } from '../sample.ts'
import { group } from '../scenario.ts'
import type { ConnectTo } from './relation-models.ts'
import { byName, id, nameOnly, sorted, staff, statementsOf, uid } from './relation-models.ts'

/** With so few records a store that can reads what they include in the same statement. */
const FEW = { limit: 20 }

const many = (value: unknown) => cast<LooseRecord[]>(value, 'a relation to many')
const one = (value: unknown) => cast<LooseRecord>(value, 'a relation to one')

/** Whether few records include what all of them do, read as plain objects and as records. */
async function includesAlike(model: LooseModel, include: object): Promise<void> {
  await each([{ plain: true }, {}], async (how) => {
    const read = async (range: object) =>
      JSON.parse(JSON.stringify(await model.find({ sort: { id: 'asc' }, ...how, ...range, include })))
    const all = await read({})
    assert.deepEqual(await read(FEW), all)
    assert.deepEqual(await read({ limit: 1, offset: 1 }), all.slice(1, 2))
  })
}

const plain = { plain: true }

const includes = [
  { team: plain, boss: plain, reports: { ...plain, sort: byName }, skills: { ...plain, sort: byName } },
  { boss: { ...plain, include: { boss: { ...plain, include: { team: nameOnly } } } } },
  { team: { ...plain, include: { people: { ...sorted, include: { boss: nameOnly } }, badge: plain } } },
  { reports: { ...sorted, include: { reports: sorted, team: nameOnly, skills: sorted } } },
  { reports: { ...plain, sort: { team: { name: 'desc' }, name: 'asc' } } },
  { reports: { ...plain, sort: { name: 'desc' }, limit: 1, offset: 1 } },
  { reports: { ...plain, limit: 0 } },
  { boss: { ...plain, limit: 0, where: { age: { $gt: 20 } } } },
  { reports: { ...sorted, where: { team: { people: { $some: { age: 40 } } } } } },
  { reports: { ...sorted, where: { $or: [{ age: null }, { boss: { name: 'ann' } }] } } },
]

const kindValues = [
  {},
  {
    ...{ label: 'a', name: 'say "hi"\\\n\u2028é😀', note: '', count: -(2 ** 53 - 1), ratio: 1e-300 },
    ...{
      big: 2n ** 63n - 1n,
      price: '1234567890.10',
      cents: '-0.01',
      amount: '12345678901234567890.0123456789',
    },
    ...{
      active: false,
      day: '0001-01-01',
      moment: new Date('9999-12-31T23:59:59.999Z'),
      clock: '23:59:59.5',
    },
    ...{ data: { deep: [1, 'a"', null, { b: true }], n: 1e21 }, tags: ['a,b', '"', ''], scores: [1, -2] },
    ...{ ratios: [0.1], bigs: [-(2n ** 63n)], prices: ['1.50'], flags: [true, false], days: ['2024-02-29'] },
    ...{ moments: [new Date(0)], status: 'draft', email: 'a@b.example', color: '#ff0000' },
    ...{ blob: new Uint8Array([0, 34, 92, 255]) },
  },
  { active: true, ratio: -0.1, moment: new Date(-1), data: [], tags: [], blob: new Uint8Array() },
]

async function holders(connectTo: ConnectTo) {
  class Thing extends defineModel({
    name: 'Thing',
    schema: { ...sampleSchema, id: field.id(), owner: ref('Owner', { type: 'auto' }) },
  }) {}
  class Owner extends defineModel({
    name: 'Owner',
    schema: { id: field.id({ type: 'auto' }), best: ref('Thing'), things: hasMany('Thing', { by: 'owner' }) },
  }) {}
  const db = await connectTo({ Thing, Owner })
  const owner = await db.model('Owner').create({})
  for (const [i, values] of kindValues.entries()) {
    const { id: bestId } = await db.model('Thing').create({ ...values, id: uid(i), ownerId: owner.id })
    await db.model('Owner').create({ bestId })
  }
  return db
}

/** Includes of few records, which a store may read in the statement of these. */
export const joinedIncludeScenarios = group('relations', [
  {
    id: 'include-few',
    title: 'few records include what they do among many',
    alone: true,
    async run({ connectTo }) {
      const person = (await staff(connectTo)).model('Person')
      await each(includes, (include) => includesAlike(person, include))
    },
  },
  {
    id: 'include-few-pages',
    title: 'pages, streams and single records include alike, whatever is read beside',
    alone: true,
    async run({ connectTo }) {
      const person = (await staff(connectTo)).model('Person')
      const args = { sort: { team: { name: 'asc' }, age: 'desc', name: 'asc' }, ...nameOnly }
      const include = { boss: nameOnly, reports: sorted }
      const all = await person.find({ ...args, include })
      const [first, second] = [await person.page({ ...args, include, limit: 2 }), all.slice(2, 4)]
      assert.deepEqual(first.items, all.slice(0, 2))
      assert.deepEqual((await person.page({ ...args, include, limit: 2, after: first.next })).items, second)
      const streamed: unknown[] = []
      for await (const item of person.stream({ ...args, include, chunk: 2 })) streamed.push(item)
      assert.deepEqual(streamed, all)
      assert.deepEqual(
        await person.findById(id.ann, { ...nameOnly, include }),
        all.find(({ name }) => name === 'ann'),
      )
      assert.deepEqual(await person.findOne({ ...args, include }), all[0])
    },
  },
  {
    id: 'include-few-shared',
    title: 'records that lead to the same one share it, and it can be saved',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const people = await db
        .model('Person')
        .find({ sort: byName, ...FEW, include: { team: { include: { people: { sort: byName } } } } })
      const [ann, bob, cid, dan] = people.map((person) => person.team)
      assert.equal(ann, bob)
      assert.notEqual(ann, cid)
      assert.equal(dan, null)
      const [first] = many(one(ann).people)
      await first?.set({ age: 31 }).save()
      assert.equal((await db.model('Person').findById(id.ann))?.age, 31)
      await one(ann).set({ name: 'rosé' }).save()
      assert.deepEqual(one(bob).toJSON(), { ...one(bob).toJSON(), name: 'rosé' })
    },
  },
  {
    id: 'include-few-kinds',
    title: 'included values of every kind are what they are when they are read by themselves',
    needs: ['autoIncrement'],
    alone: true,
    async run({ connectTo }) {
      const db = await holders(connectTo)
      const things = await db.model('Thing').find({ sort: { id: 'asc' }, plain: true })
      assert.equal(things.length, kindValues.length)
      const owners = db.model('Owner')
      const query = { sort: { id: 'asc' }, plain: true, ...FEW }
      const [owner, ...rest] = await owners.find({ ...query, include: { things: plain, best: plain } })
      const byId = many(owner?.things).toSorted((a, b) => String(a.id).localeCompare(String(b.id)))
      assert.deepEqual(byId, things)
      assert.deepEqual(
        rest.map(({ best }) => best),
        things,
      )
      const records = await owners.find({ sort: { id: 'asc' }, ...FEW, include: { best: true } })
      const read = records.slice(1).map(({ best }, i) => {
        return Object.keys(things[i] ?? {}).map((name) => one(best).get(name))
      })
      assert.deepEqual(
        read,
        things.map((thing) => Object.values(thing)),
      )
    },
  },
  {
    id: 'include-few-wide',
    title: 'records of more attributes than a function of a database has arguments are included',
    alone: true,
    async run({ connectTo }) {
      const names = Array.from({ length: 120 }, (_, i) => `a${i}`)
      const attributes = Object.fromEntries(names.map((name) => [name, field.integer()]))
      class Wide extends defineModel({ name: 'Wide', schema: { id: field.id(), ...attributes } }) {}
      class Note extends defineModel({ name: 'Note', schema: { id: field.id(), wide: ref('Wide') } }) {}
      const db = await connectTo({ Wide, Note })
      const values = { id: uid(1), ...Object.fromEntries(names.map((name, i) => [name, i % 7 ? i : null])) }
      await db.model('Wide').create(values)
      await db.model('Note').create({ wideId: uid(1) })
      const [note] = await db.model('Note').find({ ...FEW, include: { wide: { plain: true } } })
      assert.deepEqual(note?.wide, values)
    },
  },
  {
    id: 'include-few-statements',
    title: 'includes of few records take no statement more, but for many to many and lists in lists',
    needs: ['includes'],
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const [person, team] = [db.model('Person'), db.model('Team')]
      const counted = (model: LooseModel, args: object) =>
        statementsOf(db, () => model.find({ ...FEW, ...args }))
      const bosses = { include: { boss: { include: { team: true } } } }
      assert.equal(await counted(person, bosses), 1)
      assert.equal(await counted(person, { ...bosses, limit: 101 }), 3)
      assert.equal(await counted(team, { include: { badge: true, people: bosses } }), 1)
      assert.equal(await counted(team, { include: { people: { include: { reports: true } } } }), 2)
      assert.equal(await counted(person, { include: { skills: true, team: true } }), 3)
      assert.equal(await statementsOf(db, () => person.findById(id.ann, { include: { reports: true } })), 1)
    },
  },
  {
    id: 'include-locked',
    title: 'includes of records that are locked are read when they are',
    needs: ['includes', 'lock'],
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const locked = { ...FEW, lock: 'update', include: { people: true } }
      const read = (tx: typeof db) => tx.model('Team').find(locked)
      assert.equal(await statementsOf(db, () => db.transaction(read)), 2)
    },
  },
])
