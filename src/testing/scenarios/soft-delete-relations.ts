import assert from 'node:assert/strict'
import { softDelete } from '../../mixins/soft-delete.ts'
import { field, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseRecord } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { namesOf } from './relation-models.ts'
import { crew, crewId, keeping, kept } from './soft-delete-models.ts'

const { red, blue, ann, bob, cid, sew, cook } = crewId

const related = async (db: LooseDatabase, name: string, [key, relation]: readonly [string, string]) => {
  const record = await modelOf(db, name).findById(key, { include: { [relation]: true } })
  const found = cast<LooseRecord[] | LooseRecord | null>(record?.[relation] ?? null, 'it is included')
  return [found ?? []]
    .flat()
    .map((row) => row.name)
    .sort()
    .join(' ')
}

/** What a destroyed record is to those that were related to it. */
export const softDeleteRelationScenarios = group('soft delete', [
  {
    id: 'soft-delete-includes',
    title: 'relations of every kind lead to the living only, from living and from destroyed records',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await crew(connectTo)
      await modelOf(db, 'Badge').destroyWhere({ name: 'r' })
      await modelOf(db, 'Skill').destroyWhere({ name: 'sew' })
      await modelOf(db, 'Person').destroyWhere({ name: 'cid' })
      await modelOf(db, 'Person').updateWhere({ name: 'bob' }, { bossId: cid })
      assert.equal(await related(db, 'Team', [red, 'badge']), '')
      assert.equal(await related(db, 'Team', [blue, 'badge']), 'b')
      assert.equal(await related(db, 'Team', [red, 'people']), 'ann')
      assert.equal(await related(db, 'Person', [bob, 'boss']), '')
      assert.equal(await related(db, 'Person', [ann, 'skills']), 'cook')
      const [gone] = await keeping(db, 'Person')
        .withDeleted()
        .find({ where: { name: 'cid' }, include: { boss: true, reports: true, team: true } })
      const { boss, reports, team } = gone ?? assert.fail()
      const names = [boss, reports, team].map((one) =>
        [one].flat().map((row) => cast<LooseRecord>(row, 'it is included').name),
      )
      assert.deepEqual(names, [['ann'], ['bob'], ['red']])
    },
  },
  {
    id: 'soft-delete-related-filters',
    title: 'filters and orders by a relation see the living only',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await crew(connectTo)
      const [Person, Team] = [keeping(db, 'Person'), modelOf(db, 'Team')]
      await modelOf(db, 'Badge').destroyWhere({ name: 'r' })
      await modelOf(db, 'Skill').destroyWhere({ name: 'sew' })
      await Person.destroyWhere({ name: 'cid' })
      await Person.updateWhere({ name: 'bob' }, { bossId: cid })
      const cases = [
        [{ boss: { name: 'cid' } }, ''],
        [{ boss: null }, 'ann bob'],
        [{ skills: { $some: { name: 'sew' } } }, ''],
        [{ skills: { $none: { name: 'sew' } } }, 'ann bob'],
        [{ skills: { $every: { name: 'cook' } } }, 'ann bob'],
        [{ reports: { $some: {} } }, ''],
        [{ team: { people: { $some: { name: 'cid' } } } }, ''],
      ] as const
      await each(cases, async ([where, names]) => assert.equal(await namesOf(Person, { where }), names))
      assert.equal(await namesOf(Person.withDeleted(), { where: { team: { badge: null } } }), 'ann cid')
      const ordered = async (direction: string) =>
        (await Team.find({ sort: { badge: { name: direction } } })).map(({ name }) => name).join(' ')
      assert.deepEqual([await ordered('asc'), await ordered('desc')], ['red blue', 'blue red'])
      await modelOf(db, 'Badge').create({ name: 'z', teamId: red })
      assert.deepEqual([await ordered('asc'), await ordered('desc')], ['blue red', 'red blue'])
    },
  },
  {
    id: 'soft-delete-links',
    title: 'links that were destroyed with a record stay so until they are restored themselves',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = await crew(connectTo)
      const Knowing = keeping(db, 'Knowing')
      const skill = kept(await modelOf(db, 'Skill').findById(sew))
      await skill.destroy()
      await skill.restore()
      assert.deepEqual(
        [await related(db, 'Person', [ann, 'skills']), await related(db, 'Skill', [sew, 'people'])],
        ['cook', ''],
      )
      for (const link of await Knowing.withDeleted().find({ where: { skillId: sew } }))
        await kept(link).restore()
      assert.deepEqual(
        [await related(db, 'Person', [ann, 'skills']), await related(db, 'Skill', [sew, 'people'])],
        ['cook sew', 'ann bob'],
      )
    },
  },
  {
    id: 'soft-delete-nested',
    title: 'relations in a write disconnect and destroy softly, and connect the living only',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run({ connectTo }) {
      const db = await crew(connectTo)
      const Knowing = keeping(db, 'Knowing')
      const Person = keeping(db, 'Person')
      const person = kept(await Person.findById(ann))
      await person.set({ skills: { disconnect: sew } }).save()
      assert.deepEqual([await Knowing.count(), await Knowing.withDeleted().count()], [2, 3])
      await person.set({ skills: { connect: sew } }).save()
      assert.equal(await related(db, 'Person', [ann, 'skills']), 'cook sew')
      await person.set({ reports: { destroy: cid } }).save()
      assert.equal(await namesOf(Person), 'ann bob')
      assert.equal(await namesOf(Person.withDeleted()), 'ann bob cid')
      await modelOf(db, 'Skill').destroyWhere({ id: cook })
      await refuses(() => person.set({ skills: { connect: cook } }).save(), 'VALIDATION_FAILED')
    },
  },
  {
    id: 'soft-delete-hard-parent',
    title: 'a parent that goes for good takes soft children along for good, those destroyed before too',
    needs: ['transactions', 'foreignKeys'],
    alone: true,
    async run({ connectTo }) {
      const child = (name: string, onDelete: 'cascade' | 'setNull' | 'restrict') =>
        defineModel({
          name,
          schema: { id: field.id(), name: field.string(), parent: ref('Parent', { onDelete }) },
          mixins: [softDelete()],
        })
      const db = await connectTo({
        Parent: defineModel({ name: 'Parent', schema: { id: field.id() } }),
        Taken: child('Taken', 'cascade'),
        Freed: child('Freed', 'setNull'),
        Keeper: child('Keeper', 'restrict'),
      })
      const [Taken, Freed, Keeper] = [keeping(db, 'Taken'), keeping(db, 'Freed'), keeping(db, 'Keeper')]
      const parent = await modelOf(db, 'Parent').create({})
      for (const model of [Taken, Freed, Keeper])
        await model.insertMany(['living', 'gone'].map((name) => ({ name, parentId: parent.id })))
      for (const model of [Taken, Freed, Keeper]) await model.destroyWhere({ name: 'gone' })
      const stored = () => Promise.all([Taken, Freed, Keeper].map((model) => model.withDeleted().count()))
      await refuses(() => parent.destroy(), 'FOREIGN_KEY_VIOLATION')
      await Keeper.destroyWhere({ name: 'living' })
      await refuses(() => parent.destroy(), 'FOREIGN_KEY_VIOLATION')
      assert.deepEqual(await stored(), [2, 2, 2])
      await Keeper.withDeleted().purgeWhere({ parentId: parent.id })
      await parent.destroy()
      assert.deepEqual(await stored(), [0, 2, 0])
      assert.equal(await Freed.withDeleted().count({ parentId: null }), 2)
    },
  },
  {
    id: 'soft-delete-tree',
    title: 'a tree goes softly by one destroyWhere, which counts all that match',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo, everything }) {
      const Node = defineModel({
        name: 'Node',
        schema: { id: field.id(), name: field.string(), parent: ref('Node', { onDelete: 'cascade' }) },
        mixins: [softDelete()],
      })
      const model = keeping(await connectTo({ Node }), 'Node')
      let parentId: unknown = null
      for (const name of ['top', 'middle', 'low']) parentId = (await model.create({ name, parentId })).id
      assert.equal(await model.destroyWhere(everything), 3)
      assert.deepEqual([await model.count(), await model.withDeleted().count()], [0, 3])
      assert.equal(await model.withDeleted().purgeWhere(everything), 3)
      assert.equal(await model.withDeleted().count(), 0)
    },
  },
])
