import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { only, seed, seedData } from '../samples.ts'
import { group } from '../scenario.ts'

/** JSON: types are kept, paths compare by type, null and missing are told apart where asked. */
export const jsonScenarios = group('json', [
  {
    id: 81,
    title: 'text that looks like a number or like JSON stays text',
    async run({ db }) {
      const texts = {
        number: '123',
        quoted: '"123"',
        object: '{"a":1}',
        null: 'null',
        true: 'true',
        empty: '',
      }
      await seedData(db, texts)
      for (const [label, data] of Object.entries(texts)) {
        assert.equal((await only(db, label)).data, data)
        await expectMatch(db, { data: { $eq: data } }, [label])
      }
    },
  },
  {
    id: 82,
    title: 'numbers stay numbers, and whole floats equal integers',
    async run({ db }) {
      await seedData(db, {
        int: { n: 1 },
        text: { n: '1' },
        float: { n: 1.5 },
        tiny: { n: 5e-324 },
        huge: { n: 1e300 },
        big: { n: 2 ** 53 },
      })
      assert.deepEqual((await only(db, 'int')).data, { n: 1 })
      assert.deepEqual((await only(db, 'tiny')).data, { n: 5e-324 })
      assert.deepEqual((await only(db, 'huge')).data, { n: 1e300 })
      await expectMatch(db, { data: { n: 1 } }, ['int'])
      await expectMatch(db, { data: { $eq: { n: 1.0 } } }, ['int'])
      await expectMatch(db, { data: { n: 1e300 } }, ['huge'])
      await expectMatch(db, { data: { n: 2 ** 53 } }, ['big'])
    },
  },
  {
    id: 84,
    title: 'equality of whole values is deep and ignores the order of keys, not of elements',
    async run({ db }) {
      await seedData(db, {
        one: { a: 1, b: { c: [1, { d: 2, e: null }] } },
        turned: { b: { c: [1, { e: null, d: 2 }] }, a: 1 },
        elements: { a: 1, b: { c: [{ d: 2, e: null }, 1] } },
        more: { a: 1, b: { c: [1, { d: 2, e: null }] }, f: 1 },
        less: { a: 1, b: { c: [1, { d: 2 }] } },
      })
      const wanted = { b: { c: [1, { e: null, d: 2 }] }, a: 1 }
      await expectMatch(db, { data: { $eq: wanted } }, ['one', 'turned'])
      await expectMatch(db, { data: { $ne: wanted } }, ['elements', 'less', 'more'])
      await expectMatch(db, { data: { b: { $eq: { c: [1, { e: null, d: 2 }] } } } }, [
        'more',
        'one',
        'turned',
      ])
    },
  },
  {
    id: 'json-array-elements',
    title: 'a list inside JSON is asked for its elements, at one level, by type',
    async run({ db }) {
      await seedData(db, {
        flat: { l: ['a', 1] },
        deep: { l: [['a'], [1]] },
        text: { l: 'a' },
        object: { l: { a: 'a' } },
        empty: { l: [] },
        none: {},
      })
      await expectMatch(db, { data: { l: { $has: 'a' } } }, ['flat'])
      await expectMatch(db, { data: { l: { $has: '1' } } }, [])
      await expectMatch(db, { data: { l: { $hasAll: ['a', 1] } } }, ['flat'])
      await expectMatch(db, { data: { l: { $hasAny: ['x', 1] } } }, ['flat'])
      await expectMatch(db, { data: { l: { $has: 'a' } } }, ['flat'])
      await expectMatch(db, { data: { l: { $hasAll: ['a'] } } }, ['flat'])
      await expectMatch(db, { data: { l: { $hasAny: ['a'] } } }, ['flat'])
      await expectMatch(db, { data: { l: { $hasAll: [] } } }, ['deep', 'empty', 'flat'])
      await expectMatch(db, { data: { l: { $eq: [] } } }, ['empty'])
    },
  },
  {
    id: 90,
    title: 'a list and a scalar at the top are kept and compared',
    async run({ db }) {
      const values = {
        list: [1, 'a', null, { b: [] }],
        text: 'a',
        number: 0,
        no: false,
        yes: true,
        empty: [],
        object: {},
      }
      await seedData(db, values)
      for (const [label, data] of Object.entries(values)) {
        assert.deepEqual((await only(db, label)).data, data)
        await expectMatch(db, { data: { $eq: data } }, [label])
      }
      await expectMatch(db, { data: { $has: 'a' } }, ['list'])
    },
  },
  {
    id: 'json-null',
    title: 'null in a JSON field is no value',
    async run({ db }) {
      await seed(db, { null: { data: null }, unset: {}, zero: { data: 0 }, list: { data: [null] } })
      assert.equal((await only(db, 'null')).data, null)
      await expectMatch(db, { data: null }, ['null', 'unset'])
      await expectMatch(db, { data: { $ne: null } }, ['list', 'zero'])
    },
  },
  {
    id: 'json-frozen',
    title: 'JSON is handed out frozen all the way, and the given data stays apart from the record',
    async run({ db }) {
      const given = Object.freeze({ a: { list: [1] } })
      const made = await db.Sample.create({ label: 'one', data: given })
      given.a.list.push(2)
      for (const { data } of [made, await only(db, 'one')]) {
        assert.deepEqual(data, { a: { list: [1] } })
        const deep: unknown = Object(data).a.list
        assert.ok(Object.isFrozen(data) && Object.isFrozen(deep))
        assert.throws(() => Object(deep).push(3), TypeError)
      }
    },
  },
  {
    id: 'json-deep',
    title: 'deep and wide JSON is kept whole',
    async run({ db }) {
      let deep: unknown = 'end'
      for (let depth = 0; depth < 60; depth++) deep = depth % 2 ? [deep] : { d: deep }
      const wide = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`k${index}`, index]))
      await seedData(db, { deep, wide })
      assert.deepEqual((await only(db, 'deep')).data, deep)
      assert.deepEqual((await only(db, 'wide')).data, wide)
      await expectMatch(db, { data: { k1999: 1999 } }, ['wide'])
    },
  },
])
