import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

/** Arrays of scalars: elements by their own kind, containment at one level, empty is not null. */
export const arrayScenarios = group('arrays', [
  {
    id: 87,
    title: 'an array is found by an element it contains, and only whole elements count',
    async run({ db }) {
      await seed(db, {
        ab: { tags: ['a', 'b'] },
        abc: { tags: ['abc'] },
        upper: { tags: ['A'] },
        odd: { tags: ['%', '"', 'a,b'] },
        none: {},
      })
      await expectMatch(db, { tags: { $has: 'a' } }, ['ab'])
      await expectMatch(db, { tags: { $has: 'b' } }, ['ab'])
      await expectMatch(db, { tags: { $has: '%' } }, ['odd'])
      await expectMatch(db, { tags: { $has: '"' } }, ['odd'])
      await expectMatch(db, { tags: { $has: 'a,b' } }, ['odd'])
      await expectMatch(db, { tags: { $hasAll: ['b', 'a'] } }, ['ab'])
      await expectMatch(db, { tags: { $hasAny: ['abc', 'A', 'x'] } }, ['abc', 'upper'])
      await expectMatch(db, { $not: { tags: { $has: 'a' } } }, ['abc', 'none', 'odd', 'upper'])
    },
  },
  {
    id: 88,
    title: 'containment does not look deeper than one level',
    async run({ db }) {
      await seed(db, { flat: { data: ['a'] }, deep: { data: [['a']] }, object: { data: [{ a: 'a' }] } })
      await expectMatch(db, { data: { $has: 'a' } }, ['flat'])
      await expectMatch(db, { data: { $hasAny: ['a', 'b'] } }, ['flat'])
    },
  },
  {
    id: 89,
    title: 'an empty array stays empty, has nothing, and has all of nothing',
    async run({ db }) {
      await seed(db, { empty: { tags: [] }, unset: {}, one: { tags: [''] } })
      assert.deepEqual((await only(db, 'empty')).tags, [])
      await expectMatch(db, { tags: { $has: '' } }, ['one'])
      await expectMatch(db, { tags: { $hasAll: [] } }, ['empty', 'one', 'unset'])
      await expectMatch(db, { tags: { $hasAny: [] } }, [])
      await expectMatch(db, { $not: { tags: { $has: '' } } }, ['empty', 'unset'])
    },
  },
  {
    id: 'array-element-kinds',
    title: 'elements are typed by their field: integers, bigints, decimals, booleans, dates',
    async run({ db }) {
      const moment = new Date('2024-02-29T12:34:56.789Z')
      const row = {
        scores: [0, 10, 9],
        bigs: [2n ** 53n + 1n, -1n],
        prices: ['1.1', '10'],
        flags: [true, false],
        days: ['2024-02-29'],
        moments: [moment],
      }
      await seed(db, { full: row, none: {} })
      const record = await only(db, 'full')
      const { scores, bigs, prices, flags, days, moments } = record
      assert.deepEqual({ scores, bigs, prices, flags, days, moments }, { ...row, prices: ['1.10', '10.00'] })
      await expectMatch(db, { scores: { $has: 10 } }, ['full'])
      await expectMatch(db, { bigs: { $has: 2n ** 53n + 1n } }, ['full'])
      await expectMatch(db, { bigs: { $has: 2n ** 53n } }, [])
      await expectMatch(db, { prices: { $has: '1.10' } }, ['full'])
      await expectMatch(db, { prices: { $hasAll: ['10.0', '1.1'] } }, ['full'])
      await expectMatch(db, { flags: { $has: false } }, ['full'])
      await expectMatch(db, { days: { $hasAny: ['2024-02-29', '2024-03-01'] } }, ['full'])
      await expectMatch(db, { moments: { $has: new Date(moment) } }, ['full'])
    },
  },
  {
    id: 'array-order-kept',
    title: 'order and repetition of elements are kept',
    async run({ db }) {
      await seed(db, { one: { tags: ['b', 'a', 'b', '', 'B'] } })
      assert.deepEqual((await only(db, 'one')).tags, ['b', 'a', 'b', '', 'B'])
    },
  },
  {
    id: 'array-frozen',
    title: 'arrays are handed out frozen, and the given one stays apart',
    async run({ db }) {
      const tags = ['a']
      const made = await db.Sample.create({ label: 'one', tags })
      tags.push('b')
      assert.deepEqual(made.tags, ['a'])
      assert.ok(Object.isFrozen(made.tags) && Object.isFrozen((await only(db, 'one')).tags))
    },
  },
  {
    id: 'array-refused',
    title: 'nulls, nested lists and elements of another type are refused, as elements and as operands',
    async run({ db }) {
      const { Sample } = hostile(db)
      for (const tags of [[null], ['a', undefined], [['a']], [1], [{}], Array(1)]) {
        await refuses(() => Sample.create({ tags }), 'VALIDATION_FAILED', { problems: [{ field: 'tags' }] })
      }
      await refuses(() => Sample.find({ where: { tags: { $has: 1 } } }), 'INVALID_QUERY', { field: 'tags' })
      await refuses(() => Sample.find({ where: { tags: { $has: ['a'] } } }), 'INVALID_QUERY', {
        field: 'tags',
      })
      await refuses(() => Sample.find({ where: { tags: { $hasAll: 'a' } } }), 'INVALID_QUERY', {
        field: 'tags',
      })
      await refuses(() => Sample.find({ where: { tags: { $hasAny: ['a', null] } } }), 'INVALID_QUERY', {
        field: 'tags',
      })
      await refuses(() => Sample.find({ where: { tags: { $contains: 'a' } } }), 'UNKNOWN_OPERATOR', {
        field: 'tags',
      })
      await refuses(() => Sample.find({ where: { tags: 'a' } }), 'INVALID_QUERY', { field: 'tags' })
    },
  },
  {
    id: 'array-long-operand',
    title: 'lists of ten thousand wanted elements work',
    async run({ db }) {
      await seed(db, { one: { scores: [9999] }, none: {} })
      const many = Array.from({ length: 10_000 }, (_, index) => index)
      await expectMatch(db, { scores: { $hasAny: many } }, ['one'])
      await expectMatch(db, { scores: { $hasAll: many } }, [])
    },
  },
])
