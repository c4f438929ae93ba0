import assert from 'node:assert/strict'
import { field, hasMany, manyToMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseRecord } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { sampleSchema } from '../sample.ts'
import { group } from '../scenario.ts'
import { edgeValues } from '../values.ts'
import { id, nameOnly, sorted, staff, statementsOf } from './relation-models.ts'

/** Shelves of things of every kind of field, which hold them directly and over a model between. */
function thingModels() {
  class Shelf extends defineModel({
    name: 'Shelf',
    schema: {
      id: field.id(),
      things: hasMany('Thing', { by: 'shelf' }),
      shown: manyToMany('Thing', { through: 'Showing' }),
      first: ref('Thing'),
    },
  }) {}
  class Thing extends defineModel({ name: 'Thing', schema: { ...sampleSchema, shelf: ref('Shelf') } }) {}
  class Showing extends defineModel({
    name: 'Showing',
    schema: { id: field.id(), shelf: ref('Shelf'), thing: ref('Thing') },
  }) {}
  return { Shelf, Thing, Showing }
}

/** A thing for each edge value of each field, and one without any. */
async function shelf(db: LooseDatabase): Promise<LooseRecord> {
  const made = await db.model('Shelf').create({})
  const things = edgeValues.flatMap(({ field: name, pairs }) =>
    pairs.map(([value]) => ({ [name]: value, shelfId: made.id })),
  )
  await db.model('Thing').insertMany([...things, { shelfId: made.id }])
  const all = await db.model('Thing').find({ select: { id: true } })
  await db.model('Showing').insertMany(all.map((thing) => ({ shelfId: made.id, thingId: thing.id })))
  return made
}

const plainOf = (record: LooseRecord): object =>
  Object.fromEntries(
    ['id', 'shelfId', ...edgeValues.map(({ field: name }) => name)].map((name) => [name, record[name]]),
  )

const list = (value: unknown): LooseRecord[] => cast<LooseRecord[]>(value, 'a relation to many')

/** Nodes of a tree: three levels of three, the leaves with no children. */
async function tree(db: LooseDatabase): Promise<void> {
  const grow = async (names: readonly string[], parents: readonly (string | null)[], depth: number) => {
    if (depth === 0) return
    const rows = parents.flatMap((parentId) => names.map((name) => ({ name: `${depth}${name}`, parentId })))
    await db.model('Node').insertMany(rows)
    const made = await db.model('Node').find({ where: { name: { $startsWith: `${depth}` } }, plain: true })
    await grow(
      names,
      made.map((node) => String(node.id)),
      depth - 1,
    )
  }
  await grow(['x', 'y', 'z'], [null], 3)
}

/** Includes of every kind of value, deep ones and trees. */
export const relationDepthScenarios = group('relations', [
  {
    id: 'include-values',
    title: 'values of every kind are the same in an include as in a find of their own',
    alone: true,
    async run({ connectTo }) {
      const db = await connectTo(thingModels())
      const made = await shelf(db)
      const sort = { id: 'asc' }
      const things = await db.model('Thing').find({ sort })
      await made.set({ firstId: things[0]?.id }).save()
      const expected = things.map(plainOf)
      assert.ok(expected.length > 100)
      const ways = [
        {},
        { plain: true },
        { limit: 1000 },
        { limit: 1000, plain: true, sort: { shelf: { id: 'asc' } } },
      ]
      await each(ways, async (way) => {
        const include = { things: { sort, ...way }, shown: { sort, ...way }, first: way }
        const found = await db.model('Shelf').findOne({ include })
        assert.deepEqual(list(found?.things).map(plainOf), expected)
        assert.deepEqual(list(found?.shown).map(plainOf), expected)
        assert.deepEqual(plainOf(cast<LooseRecord>(found?.first, 'a relation to one')), expected[0])
      })
    },
  },
  {
    id: 'include-depth',
    title: 'includes three deep over every kind of relation take a fixed number of statements',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const include = {
        boss: {
          ...nameOnly,
          include: { team: { ...nameOnly, include: { badge: { select: { code: true } } } } },
        },
        reports: { ...sorted, include: { skills: { ...sorted, include: { people: sorted } } } },
      }
      const read = (where: object) => db.model('Person').find({ ...sorted, where, include })
      const people = [{ name: 'ann' }, { name: 'bob' }]
      const cooks = [{ name: 'ann' }, { name: 'cid' }]
      const team = { name: 'red', badge: { code: 'r1' } }
      assert.deepEqual(await read({ name: { $in: ['ann', 'bob'] } }), [
        {
          name: 'ann',
          boss: null,
          reports: [
            { name: 'bob', skills: [{ name: 'sew', people }] },
            { name: 'cid', skills: [{ name: 'cook', people: cooks }] },
          ],
        },
        {
          name: 'bob',
          boss: { name: 'ann', team },
          reports: [
            { name: 'dan', skills: [] },
            { name: 'eve', skills: [] },
          ],
        },
      ])
      assert.equal(await statementsOf(db, () => read({ id: { $in: [id.ann, id.bob] } })), 9)
      assert.equal(await statementsOf(db, () => read({})), 9)
    },
  },
  {
    id: 'include-tree',
    title: 'a relation of a model to itself is included up to ten deep, one statement a level',
    alone: true,
    async run({ connectTo }) {
      class Node extends defineModel({
        name: 'Node',
        schema: {
          id: field.id(),
          name: field.string(),
          parent: ref('Node'),
          children: hasMany('Node', { by: 'parent' }),
        },
      }) {}
      const db = await connectTo({ Node })
      await tree(db)
      const leaves = ['1x', '1y', '1z'].map((name) => ({ name }))
      const read = (children: object) =>
        db.model('Node').find({ ...sorted, where: { parent: null }, include: { children } })
      const level = (name: string, children: readonly object[]) => ({ name, children })
      assert.deepEqual(
        await read({ ...sorted, include: { children: sorted } }),
        ['3x', '3y', '3z'].map((root) =>
          level(
            root,
            ['2x', '2y', '2z'].map((name) => level(name, leaves)),
          ),
        ),
      )
      assert.deepEqual(
        await read({ ...sorted, limit: 1, offset: 1, include: { children: { ...sorted, limit: 2 } } }),
        ['3x', '3y', '3z'].map((root) => level(root, [level('2y', leaves.slice(0, 2))])),
      )
      const statements = await statementsOf(db, () =>
        read({ include: { children: { include: { children: true } } } }),
      )
      assert.equal(statements, 4)
      const up = {
        ...nameOnly,
        include: { parent: { ...nameOnly, include: { parent: { ...nameOnly, include: { parent: true } } } } },
      }
      const leaf = await db.model('Node').findOne({ ...up, where: { name: '1z' } })
      assert.equal(cast<LooseRecord>(cast<LooseRecord>(leaf?.parent, 'a leaf').parent, 'a twig').parent, null)
      await db.model('Node').create({ id: id.ann, name: 'of itself', parentId: id.ann })
      const levels = (depth: number): object =>
        depth === 0 ? {} : { include: { parent: levels(depth - 1) } }
      const itself = (depth: number) => db.model('Node').findById(id.ann, levels(depth))
      assert.equal((await itself(10))?.name, 'of itself')
      await refuses(() => itself(11), 'INVALID_QUERY', { field: 'parent' })
    },
  },
])
