import assert from 'node:assert/strict'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import type { Case } from './relation-models.ts'
import { checkCases, id, namesOf, staff } from './relation-models.ts'

const personCases: readonly Case[] = [
  [{ team: { name: 'red' } }, 'ann bob eve'],
  [{ team: {} }, 'ann bob cid eve'],
  [{ team: null }, 'dan'],
  [{ teamId: id.blue }, 'cid'],
  [{ $not: { team: null } }, 'ann bob cid eve'],
  [{ $not: { team: { name: 'red' } } }, 'cid dan'],
  [{ boss: { name: 'ann' } }, 'bob cid'],
  [{ boss: { boss: { name: 'ann' } } }, 'dan eve'],
  [{ boss: { boss: null } }, 'bob cid'],
  [{ boss: { team: { badge: { code: 'r1' } } }, age: 20 }, 'bob eve'],
  [{ boss: { team: null } }, ''],
  [{ $or: [{ team: null }, { boss: null }] }, 'ann dan'],
]

const manyCases: readonly Case[] = [
  [{ reports: { $some: {} } }, 'ann bob'],
  [{ reports: { $some: { age: 40 } } }, 'ann'],
  [{ reports: { $none: {} } }, 'cid dan eve'],
  [{ reports: { $none: { age: null } } }, 'ann cid dan eve'],
  [{ reports: { $every: { age: 20 } } }, 'cid dan eve'],
  [{ reports: { $every: { team: { name: { $in: ['red', 'blue'] } } } } }, 'ann cid dan eve'],
  [{ reports: { $some: {}, $every: { age: { $gte: 20 } } } }, 'ann'],
  [{ $not: { reports: { $some: { age: 20 } } } }, 'cid dan eve'],
  [{ $not: { reports: { $every: { age: 20 } } } }, 'ann bob'],
  [{ skills: { $some: { name: 'sew' } } }, 'ann bob'],
  [{ skills: { $none: { name: 'sew' } } }, 'cid dan eve'],
  [{ skills: { $every: { name: 'cook' } } }, 'cid dan eve'],
  [{ skills: { $some: { name: 'sew' }, $none: { name: 'cook' } } }, 'bob'],
  [{ $not: { skills: { $some: { name: 'cook' } } } }, 'bob dan eve'],
  [{ $not: { reports: { $some: { skills: { $some: { name: 'sew' } } } } } }, 'bob cid dan eve'],
  [{ skills: { $some: { people: { $some: { name: 'bob' } } } } }, 'ann bob'],
]

const teamCases: readonly Case[] = [
  [{ badge: null }, 'blue void'],
  [{ badge: { code: 'r1' } }, 'red'],
  [{ people: { $none: {} } }, 'void'],
  [{ people: { $every: { age: { $gt: 25 } } } }, 'blue void'],
  [{ people: { $some: { reports: { $some: { team: null } } } } }, 'red'],
]

/** Filters on related records. */
export const relationFilterScenarios = group('relations', [
  {
    id: 'relation-filter-one',
    title: 'a filter on one related record holds of it, null means there is none, and not is the complement',
    alone: true,
    async run({ connectTo }) {
      await checkCases((await staff(connectTo)).model('Person'), personCases)
    },
  },
  {
    id: 'relation-filter-many',
    title: '$some, $none and $every hold of many related records, also over a model between and negated',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      await checkCases(db.model('Person'), manyCases)
      await checkCases(db.model('Team'), teamCases)
    },
  },
  {
    id: 'relation-filter-writes',
    title: 'updateWhere, destroyWhere and exists take filters on relations',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const person = db.model('Person')
      assert.equal(await person.updateWhere({ boss: { name: 'ann' } }, { age: 1 }), 2)
      assert.equal(await namesOf(person, { where: { age: 1 } }), 'bob cid')
      assert.equal(await person.updateWhere({ $not: { skills: { $some: {} } } }, { age: 2 }), 2)
      assert.equal(await namesOf(person, { where: { age: 2 } }), 'dan eve')
      assert.equal(await person.exists({ team: { name: 'void' } }), false)
      assert.equal(await person.destroyWhere({ reports: { $none: {} }, skills: { $none: {} } }), 2)
      assert.equal(await namesOf(person), 'ann bob cid')
    },
  },
  {
    id: 'relation-filter-refused',
    title: 'filters on relations that say nothing, or ask for what is not there, are refused',
    alone: true,
    async run({ connectTo }) {
      const db = await staff(connectTo)
      const wrong = [
        { reports: {} },
        { reports: null },
        { reports: { $some: null } },
        { team: undefined },
        { team: 'red' },
        { team: [] },
      ]
      await each(wrong, (where) => refuses(() => db.model('Person').find({ where }), 'INVALID_QUERY'))
      await refuses(() => db.model('Person').find({ where: { team: { $some: {} } } }), 'UNKNOWN_OPERATOR')
      await each([{ age: 20 }, { $any: {} }], (reports) =>
        refuses(() => db.model('Person').find({ where: { reports } }), 'UNKNOWN_OPERATOR', {
          field: 'reports',
        }),
      )
      await refuses(() => db.model('Person').find({ where: { team: { nam: 'x' } } }), 'UNKNOWN_FIELD', {
        model: 'Team',
        field: 'nam',
        nearest: 'name',
      })
      await refuses(() => db.model('Person').find({ where: { tem: null } }), 'UNKNOWN_FIELD', {
        field: 'tem',
      })
    },
  },
])
