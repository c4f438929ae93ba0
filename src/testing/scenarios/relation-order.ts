import assert from 'node:assert/strict'
import { field, hasOne, ref } from '../../schema/factories.ts'
import { expectOneOrder, pagesOf } from '../expectations.ts'
import type { LooseDatabase, LooseModel } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { sampleSchema } from '../sample.ts'
import { collect } from '../samples.ts'
import { group } from '../scenario.ts'
import { edgeValues } from '../values.ts'
import { byName, id, nameOnly, staff } from './relation-models.ts'

type Ordered = readonly [sort: unknown, names: string]

/** Checks orders in every way of reading: find, findOne, pages in both directions, streams and windows. */
const checkOrders = (model: LooseModel, cases: readonly Ordered[]) =>
  each(cases, async ([sort, names]) => {
    const found = await expectOneOrder(model, sort)
    assert.equal(found.map((row) => row.name).join(' '), names)
  })

/** Ties go by the key, in the direction of the last term: ann, bob, cid, dan, eve. */
const personOrders: readonly Ordered[] = [
  [{ team: { name: 'asc' } }, 'dan cid ann bob eve'],
  [{ team: { name: 'desc' } }, 'eve bob ann cid dan'],
  [{ team: { name: { direction: 'asc', nulls: 'last' } } }, 'cid ann bob eve dan'],
  [{ team: { name: { direction: 'desc', nulls: 'first' } } }, 'dan eve bob ann cid'],
  [{ team: { name: 'asc' }, name: 'desc' }, 'dan cid eve bob ann'],
  [{ age: 'asc', team: { name: 'asc' } }, 'dan bob eve ann cid'],
  [[{ boss: { age: 'desc' } }, { age: 'asc' }, { name: 'desc' }], 'bob cid dan eve ann'],
  [{ boss: { age: 'desc', name: 'asc' }, age: 'desc' }, 'cid bob eve dan ann'],
  [{ boss: { boss: { name: 'asc' } } }, 'ann bob cid dan eve'],
  [{ boss: { boss: { name: 'desc' }, name: 'desc' }, name: 'desc' }, 'eve dan cid bob ann'],
  [{ boss: { team: { badge: { code: 'desc' } } } }, 'eve dan cid bob ann'],
]

const teamOrders: readonly Ordered[] = [
  [{ badge: { code: 'asc' } }, 'blue void red'],
  [{ badge: { code: 'desc' } }, 'red void blue'],
  [{ badge: { team: { name: { direction: 'desc', nulls: 'first' } } }, name: 'asc' }, 'blue void red'],
]

const refused: readonly unknown[] = [
  { reports: { name: 'asc' } },
  { skills: { name: 'asc' } },
  { boss: { reports: { name: 'asc' } } },
  { team: 'asc' },
  { team: {} },
  { team: null },
  { team: undefined },
  { team: [{ name: 'asc' }] },
  { team: { name: 'up' } },
  { team: { name: { direction: 'asc', nulls: 'middle' } } },
  { name: { direction: 'asc', nuls: 'last' } },
  JSON.parse(`${'{"boss":'.repeat(2000)}{"name":"asc"}${'}'.repeat(2000)}`),
  Array.from({ length: 101 }, () => ({ name: 'asc' })),
]

/** A model that refers to samples of every kind. */
async function holders(db: LooseDatabase): Promise<LooseModel> {
  const edges = edgeValues.filter(({ ordered }) => ordered)
  const rows = edges.flatMap(({ field: name, pairs }) =>
    pairs.map(([value], at) => ({ label: `${name} ${at}`, [name]: value })),
  )
  await db.model('Kind').insertMany(rows)
  const kinds = await db.model('Kind').find({ plain: true })
  await db.model('Holder').insertMany(kinds.map((kind) => ({ label: kind.label, kindId: kind.id })))
  await db.model('Holder').create({ label: 'none' })
  return db.model('Holder')
}

/** Sorts by attributes of related records. */
export const relationOrderScenarios = group('relations', [
  {
    id: 'sort-relation',
    title:
      'a sort goes by related records, several relations away and beside own attributes, however it is read',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      await checkOrders(db.model('Person'), personOrders)
      await checkOrders(db.model('Team'), teamOrders)
      const sort = [{ boss: { name: 'desc' } }, byName]
      const rows = await db
        .model('Person')
        .page({ ...nameOnly, where: { team: { name: 'red' } }, sort, limit: 2 })
      assert.deepEqual(rows.items, [{ name: 'eve' }, { name: 'bob' }])
      const [eve] = await db.model('Person').find({ where: { name: 'eve' }, sort })
      await eve?.set({ age: 21 }).save()
      assert.equal((await db.model('Person').findById(id.eve))?.age, 21)
    },
  },
  {
    id: 'sort-relation-include',
    title: 'an include has a sort by relations of its own, with a limit for each parent',
    alone: true,
    async run({ connectTo }) {
      const team = (await staff(connectTo)).model('Team')
      const people = { ...nameOnly, sort: [{ boss: { name: 'desc' } }, byName] }
      const named = (include: object) => team.find({ ...nameOnly, sort: byName, include })
      assert.deepEqual(await named({ people }), [
        { name: 'blue', people: [{ name: 'cid' }] },
        { name: 'red', people: [{ name: 'eve' }, { name: 'bob' }, { name: 'ann' }] },
        { name: 'void', people: [] },
      ])
      assert.deepEqual(await named({ people: { ...people, limit: 1, offset: 1 } }), [
        { name: 'blue', people: [] },
        { name: 'red', people: [{ name: 'bob' }] },
        { name: 'void', people: [] },
      ])
    },
  },
  {
    id: 'sort-relation-kinds',
    title: 'a sort and cursors go by related values of every kind that has an order',
    alone: true,
    async run({ connectTo }) {
      class Kind extends defineModel({ name: 'Kind', schema: sampleSchema }) {}
      class Holder extends defineModel({
        name: 'Holder',
        schema: { id: field.id(), label: field.string(), kind: ref('Kind') },
      }) {}
      const holder = await holders(await connectTo({ Kind, Holder }))
      await each(
        edgeValues.filter(({ ordered }) => ordered),
        async ({ field: name, pairs }) => {
          const query = { where: { kind: { [name]: { $ne: null } } }, sort: { kind: { [name]: 'asc' } } }
          const labels = pairs.map((_, at) => `${name} ${at}`)
          const pages = await pagesOf(holder, { ...query, limit: 3 })
          assert.deepEqual(
            pages.flat().map((row) => row.label),
            labels,
          )
          const greatest = await holder.find({ ...query, sort: { kind: { [name]: 'desc' } } })
          assert.deepEqual(
            greatest.map((row) => row.label),
            labels.toReversed(),
          )
        },
      )
    },
  },
  {
    id: 'sort-relation-several',
    title: 'where several records answer a relation to one, parents come once and the least value counts',
    alone: true,
    async run({ connectTo }) {
      class Owner extends defineModel({
        name: 'Owner',
        schema: { id: field.id(), name: field.string(), pet: hasOne('Pet', { by: 'owner' }) },
      }) {}
      class Pet extends defineModel({
        name: 'Pet',
        schema: { id: field.id(), age: field.integer(), owner: ref('Owner') },
      }) {}
      const db = await connectTo({ Owner, Pet })
      const ages = { a: [2, 9], b: [3], c: [null, 1], d: [null], e: [] }
      for (const [name, pets] of Object.entries(ages)) {
        const { id: ownerId } = await db.model('Owner').create({ name })
        await db.model('Pet').insertMany(pets.map((age) => ({ age, ownerId })))
      }
      await checkOrders(db.model('Owner'), [
        [{ pet: { age: 'asc' }, name: 'asc' }, 'd e c a b'],
        [{ pet: { age: 'desc' }, name: 'asc' }, 'b a c d e'],
        [{ pet: { age: { direction: 'asc', nulls: 'last' } }, name: 'desc' }, 'c a b e d'],
        [{ pet: { owner: { pet: { age: 'asc' } } }, name: 'asc' }, 'd e c a b'],
      ])
    },
  },
  {
    id: 'sort-relation-destroyed',
    title: 'a related record that is marked as destroyed counts as none in a sort, and so in pages',
    alone: true,
    async run({ connectTo }) {
      const schema = { id: field.id(), name: field.string(), gone: field.datetime({ tombstone: true }) }
      class Shelf extends defineModel({
        name: 'Shelf',
        schema: { ...schema, book: hasOne('Book', { by: 'shelf' }) },
      }) {}
      class Book extends defineModel({
        name: 'Book',
        schema: { ...schema, shelf: ref('Shelf', { unique: true }) },
      }) {}
      const db = await connectTo({ Shelf, Book })
      for (const name of ['c', 'a', 'b']) {
        const { id: shelfId } = await db.model('Shelf').create({ name })
        await db.model('Book').create({ name: `${name} book`, shelfId })
      }
      const byShelf = [{ shelf: { name: 'asc' } }, byName]
      await checkOrders(db.model('Book'), [[byShelf, 'a book b book c book']])
      await db.model('Book').destroyWhere({ name: 'c book' })
      await checkOrders(db.model('Shelf'), [[{ book: { name: 'asc' } }, 'c a b']])
      const c = await db.model('Shelf').findOne({ where: { name: 'c' } })
      await db.model('Book').create({ name: 'a new book', shelfId: c?.id })
      await checkOrders(db.model('Shelf'), [[{ book: { name: 'asc' } }, 'a c b']])
      await db.model('Book').destroyWhere({ name: 'b book' })
      await checkOrders(db.model('Shelf'), [[{ book: { name: 'asc' }, name: 'asc' }, 'b a c']])
    },
  },
  {
    id: 'sort-relation-moving',
    title: 'pages by a related value go on where they were while records and their values change',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const query = { sort: { team: { name: 'asc' }, name: 'asc' }, limit: 2 }
      const first = await db.model('Person').page(query)
      assert.deepEqual(
        first.items.map((row) => row.name),
        ['dan', 'cid'],
      )
      await db.model('PersonSkill').destroyWhere({ person: { name: 'cid' } })
      await db.model('Person').destroyWhere({ name: 'cid' })
      await db.model('Person').insertMany([
        { name: 'abe', teamId: id.blue },
        { name: 'zoe', teamId: id.blue },
      ])
      const second = await db.model('Person').page({ ...query, after: first.next })
      assert.deepEqual(
        second.items.map((row) => row.name),
        ['zoe', 'ann'],
      )
      await db.model('Team').updateWhere({ name: 'red' }, { name: 'a red' })
      const back = await db.model('Person').page({ ...query, before: second.previous })
      assert.deepEqual(
        back.items.map((row) => row.name),
        ['eve', 'abe'],
      )
    },
  },
  {
    id: 'sort-relation-transaction',
    title: 'a sort by a relation inside a transaction goes by what the transaction wrote',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      await db.transaction(async (tx: LooseDatabase) => {
        await tx.model('Team').updateWhere({ name: 'red' }, { name: 'a red' })
        await checkOrders(tx.model('Person'), [[{ team: { name: 'asc' } }, 'dan ann bob eve cid']])
      })
    },
  },
  {
    id: 'sort-relation-refused',
    title: 'a sort by many records, by nothing, too deep or by what is not there is refused',
    alone: true,
    async run({ connectTo }) {
      const person = (await staff(connectTo)).model('Person')
      await each(refused, async (sort) => {
        await refuses(() => person.find({ sort }), 'INVALID_QUERY')
        await refuses(() => person.page({ sort }), 'INVALID_QUERY')
        await refuses(() => collect(person.stream({ sort })), 'INVALID_QUERY')
      })
      const { message } = await refuses(() => person.find({ sort: refused[0] }), 'INVALID_QUERY', {
        model: 'Person',
        field: 'reports',
      })
      assert.match(message, /many/)
      const nearest = { model: 'Team', field: 'nam', nearest: 'name' }
      await refuses(() => person.find({ sort: { team: { nam: 'asc' } } }), 'UNKNOWN_FIELD', nearest)
      await refuses(() => person.find({ sort: { tem: { name: 'asc' } } }), 'UNKNOWN_FIELD', {
        nearest: 'team',
      })
      const grouped = { by: ['name'], count: true, sort: { team: { name: 'asc' } } }
      await refuses(() => person.aggregate(grouped), 'INVALID_QUERY', { field: 'team' })
      const cursor = await person.page({ sort: { team: { name: 'asc' } }, limit: 1 })
      await refuses(
        () => person.page({ sort: { boss: { name: 'asc' } }, after: cursor.next }),
        'INVALID_CURSOR',
      )
      await refuses(() => person.page({ sort: { name: 'asc' }, after: cursor.next }), 'INVALID_CURSOR')
    },
  },
])
