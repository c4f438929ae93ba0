import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { findsNothing, refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

const rows = {
  none: {},
  one: { count: 1, name: 'a' },
  two: { count: 2, name: 'b' },
  three: { count: 3, name: 'a' },
}

/** Filters and arguments that are refused, whoever sends them. */
export const filterRefusalScenarios = group('filter refusals', [
  {
    id: 'sparse-lists',
    title: 'a list with holes is refused like one with undefined',
    async run({ db }) {
      await seed(db, rows)
      const { Sample } = hostile(db)
      const holes: unknown[] = [1]
      holes[2] = 2
      const filters = [
        { count: { $in: holes } },
        { count: { $nin: Array(1) } },
        { scores: { $hasAll: holes } },
        { data: { a: { $in: holes } } },
      ]
      for (const where of filters) await refuses(() => Sample.find({ where }), 'INVALID_QUERY')
    },
  },
  {
    id: 99,
    title: 'an unknown field is refused with the nearest name, in every place that takes one',
    async run({ db }) {
      await seed(db, rows)
      const { Sample } = hostile(db)
      const details = { model: 'Sample', nearest: 'count' }
      await refuses(() => Sample.find({ where: { cuont: 1 } }), 'UNKNOWN_FIELD', details)
      await refuses(
        () => Sample.find({ where: { $or: [{ count: 1 }, { $not: { cuont: 1 } }] } }),
        'UNKNOWN_FIELD',
        details,
      )
      await refuses(() => Sample.count({ cuont: 1 }), 'UNKNOWN_FIELD', details)
      await refuses(() => Sample.destroyWhere({ cuont: 1 }), 'UNKNOWN_FIELD', details)
      await refuses(() => Sample.updateWhere({ cuont: 1 }, { count: 1 }), 'UNKNOWN_FIELD', details)
      await refuses(() => Sample.find({ select: { cuont: true } }), 'UNKNOWN_FIELD', details)
      await refuses(() => Sample.find({ sort: { cuont: 'asc' } }), 'UNKNOWN_FIELD', details)
      for (const name of [
        '__proto__',
        'constructor',
        'toString',
        'hasOwnProperty',
        'get',
        'save',
        'Count',
        'COUNT',
        'count ',
        '',
      ]) {
        const where = Object.fromEntries([[name, 1]])
        await refuses(() => Sample.find({ where }), 'UNKNOWN_FIELD', { model: 'Sample' })
      }
      assert.equal(await db.Sample.count(), 4)
    },
  },
  {
    id: 100,
    title: 'an unknown operator is refused with the nearest name',
    async run({ db }) {
      await seed(db, rows)
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ where: { count: { $gtt: 1 } } }), 'UNKNOWN_OPERATOR', {
        field: 'count',
        nearest: '$gt',
      })
      await refuses(() => Sample.find({ where: { $nor: [] } }), 'UNKNOWN_OPERATOR')
      await refuses(() => Sample.find({ where: { $where: '1' } }), 'UNKNOWN_OPERATOR')
      await refuses(() => Sample.find({ where: { name: { $regex: '.*' } } }), 'UNKNOWN_OPERATOR', {
        field: 'name',
      })
      for (const operator of ['gt', 'eq', '$', '$__proto__', '$constructor', 'toString', '$EQ', '$eq ']) {
        await refuses(() => Sample.find({ where: { count: { [operator]: 1 } } }), 'UNKNOWN_OPERATOR', {
          field: 'count',
        })
      }
      await refuses(() => Sample.find({ where: { count: {} } }), 'INVALID_QUERY', { field: 'count' })
    },
  },
  {
    id: 101,
    title: 'an operator object from a request body is refused wherever a value is due',
    async run({ db }) {
      await seed(db, rows)
      const { Sample } = hostile(db)
      const body = JSON.parse('{ "$ne": null }')
      await findsNothing(() => Sample.findById(body))
      for (const operand of [
        { $eq: body },
        { $ne: body },
        { $in: [body] },
        { $gt: body },
        { $nin: [[body]] },
      ]) {
        await refuses(() => Sample.find({ where: { name: operand } }), 'INVALID_QUERY', { field: 'name' })
      }
      await refuses(
        () => Sample.find({ where: { moment: { $lt: JSON.parse('{ "$now": {} }') } } }),
        'INVALID_QUERY',
      )
      await refuses(() => Sample.create({ name: body }), 'VALIDATION_FAILED', {
        problems: [{ field: 'name' }],
      })
      await refuses(() => Sample.create({ name: { $field: 'label' } }), 'VALIDATION_FAILED')
      await refuses(() => Sample.insertMany([{ count: { $inc: 1 } }]), 'VALIDATION_FAILED')
      await refuses(() => Sample.updateWhere({ label: 'one' }, { name: body }), 'VALIDATION_FAILED')
      assert.equal((await only(db, 'one')).name, 'a')
    },
  },
  {
    id: 102,
    title: 'names and values that look like SQL do nothing but be refused or be data',
    async run({ db }) {
      const evil = [
        '"; DROP TABLE sample; --',
        "'; DROP TABLE sample; --",
        'count" = 1 OR "1"="1',
        "' OR '1'='1",
        '$1',
        '?',
        ':a',
        '@a',
      ]
      const { Sample } = hostile(db)
      await seed(db, rows)
      for (const name of evil) {
        await refuses(
          () => Sample.find({ where: { [name]: 1 } }),
          name.startsWith('$') ? 'UNKNOWN_OPERATOR' : 'UNKNOWN_FIELD',
        )
        await refuses(() => Sample.find({ sort: { [name]: 'asc' } }), 'UNKNOWN_FIELD')
        await refuses(() => Sample.find({ select: { [name]: true } }), 'UNKNOWN_FIELD')
        await refuses(() => Sample.find({ sort: { count: name } }), 'INVALID_QUERY')
        await refuses(() => Sample.aggregate({ by: [name], count: true }), 'UNKNOWN_FIELD')
        await refuses(() => Sample.find({ limit: name }), 'INVALID_QUERY')
        await refuses(() => Sample.updateWhere({ label: 'one' }, { [name]: 1 }), 'VALIDATION_FAILED')
        await refuses(
          () => Sample.updateWhere({ label: 'one' }, { name: { $field: name } }),
          'VALIDATION_FAILED',
        )
        await db.Sample.create({ label: name, name, data: { [name]: name }, tags: [name] })
        await expectMatch(db, { name }, [name])
        await expectMatch(db, { name: { $contains: name } }, [name])
        await expectMatch(db, { tags: { $has: name } }, [name])
        if (!name.startsWith('$')) await expectMatch(db, { data: { [name]: name } }, [name])
      }
      assert.equal(await db.Sample.count(), 4 + evil.length)
    },
  },
  {
    id: 'filter-shape',
    title: 'a filter that is no plain object is refused',
    async run({ db }) {
      await seed(db, rows)
      const { Sample } = hostile(db)
      class Custom {
        count = 1
      }
      for (const where of [
        null,
        [],
        'all',
        1,
        true,
        new Date(),
        new Map(),
        new Custom(),
        () => true,
        [{ count: 1 }],
      ]) {
        await refuses(() => Sample.find({ where }), 'INVALID_QUERY', { model: 'Sample' })
        await refuses(() => Sample.count(where), 'INVALID_QUERY', { model: 'Sample' })
        await refuses(() => Sample.destroyWhere(where), 'INVALID_QUERY')
      }
      for (const where of [
        { $and: {} },
        { $and: [null] },
        { $and: ['x'] },
        { $or: 'x' },
        { $or: [[]] },
        { $not: [] },
        { $not: null },
        { $not: 'x' },
      ]) {
        await refuses(() => Sample.find({ where }), 'INVALID_QUERY', { model: 'Sample' })
      }
      assert.equal(await db.Sample.count(), 4)
    },
  },
  {
    id: 'argument-names',
    title: 'an unknown argument of a query is refused, not dropped',
    async run({ db }) {
      await seed(db, rows)
      const { Sample } = hostile(db)
      for (const args of [
        { wehre: { count: 1 } },
        { filter: {} },
        { limt: 1 },
        { orderBy: { count: 'asc' } },
        { count: 1 },
      ]) {
        await refuses(() => Sample.find(args), 'INVALID_QUERY')
        await refuses(() => Sample.findOne(args), 'INVALID_QUERY')
        await refuses(() => Sample.page(args), 'INVALID_QUERY')
      }
      for (const args of [null, 'x', 1, [], () => 1]) await refuses(() => Sample.find(args), 'INVALID_QUERY')
    },
  },
  {
    id: 'refusal-rejects',
    title: 'a refused query rejects its promise; it does not throw at the call',
    async run({ db }) {
      const { Sample } = hostile(db)
      const calls = [
        () => Sample.find({ where: { cuont: 1 } }),
        () => Sample.count({ cuont: 1 }),
        () => Sample.create({ cuont: 1 }),
        () => Sample.destroyWhere({}),
      ]
      for (const call of calls) {
        let promise: Promise<unknown> | undefined
        assert.doesNotThrow(() => {
          promise = call()
        })
        await assert.rejects(async () => promise)
      }
    },
  },
])
