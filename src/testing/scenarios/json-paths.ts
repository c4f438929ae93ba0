import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { only, seed, seedData } from '../samples.ts'
import { group } from '../scenario.ts'

/** Paths in JSON: which steps lead where, and how exactly what lies there is compared. */
export const jsonPathScenarios = group('json paths', [
  {
    id: 83,
    title: 'a path equal to null matches null and missing; $exists tells them apart',
    async run({ db }) {
      await seedData(db, {
        value: { a: { b: 1 } },
        null: { a: { b: null } },
        empty: { a: {} },
        scalar: { a: 1 },
        none: {},
      })
      await seed(db, { unset: {} })
      await expectMatch(db, { data: { a: { b: null } } }, ['empty', 'none', 'null', 'scalar', 'unset'])
      await expectMatch(db, { data: { a: { b: { $ne: null } } } }, ['value'])
      await expectMatch(db, { data: { a: { b: { $exists: true } } } }, ['null', 'value'])
      await expectMatch(db, { data: { a: { b: { $exists: false } } } }, ['empty', 'none', 'scalar', 'unset'])
      await expectMatch(db, { data: { a: { b: { $exists: true, $eq: null } } } }, ['null'])
    },
  },
  {
    id: 85,
    title: 'numbers at a path compare as numbers: 10 is more than 9',
    async run({ db }) {
      await seedData(db, {
        nine: { a: { n: 9 } },
        ten: { a: { n: 10 } },
        text: { a: { n: '95' } },
        minus: { a: { n: -10 } },
        none: {},
      })
      await expectMatch(db, { data: { a: { n: { $gt: 9 } } } }, ['ten'])
      await expectMatch(db, { data: { a: { n: { $lte: 9 } } } }, ['minus', 'nine'])
      await expectMatch(db, { data: { a: { n: { $gte: 9, $lt: 10 } } } }, ['nine'])
    },
  },
  {
    id: 86,
    title: "a path of '10' is not 10, true is not 1, and an object or a list is no scalar",
    async run({ db }) {
      await seedData(db, {
        text: { n: '10' },
        number: { n: 10 },
        yes: { n: true },
        one: { n: 1 },
        list: { n: [10] },
        object: { n: { n: 10 } },
      })
      await expectMatch(db, { data: { n: 10 } }, ['number'])
      await expectMatch(db, { data: { n: '10' } }, ['text'])
      await expectMatch(db, { data: { n: true } }, ['yes'])
      await expectMatch(db, { data: { n: 1 } }, ['one'])
      await expectMatch(db, { data: { n: { $in: [1, '10'] } } }, ['one', 'text'])
      await expectMatch(db, { data: { n: { $ne: 10 } } }, ['list', 'object', 'one', 'text', 'yes'])
      await expectMatch(db, { data: { n: { $gt: '0' } } }, ['text'])
      await expectMatch(db, { data: { n: { $gt: 0 } } }, ['number', 'one'])
    },
  },
  {
    id: 91,
    title: 'keys with dots, quotes, brackets, spaces and other scripts are paths like any',
    async run({ db }) {
      const keys = [
        'a.b',
        'ключ',
        '😀',
        '"',
        "'",
        '[0]',
        'a b',
        '\\',
        '*',
        '',
        '0',
        '#-1',
        '$.a',
        '__proto__',
        'constructor',
        'a\nb',
      ]
      const data = Object.fromEntries(keys.map((key, index) => [key, { n: index }]))
      await seedData(db, { all: data, nested: { a: { b: { n: 0 } } }, none: {} })
      const read = (await only(db, 'all')).data
      assert.deepEqual(Object.keys(Object(read)).toSorted(), keys.toSorted())
      for (const [index, key] of keys.entries()) {
        if (key.startsWith('$')) continue
        const where = { data: Object.fromEntries([[key, { n: index }]]) }
        await expectMatch(db, where, ['all'])
        await expectMatch(db, { data: Object.fromEntries([[key, { n: { $exists: true } }]]) }, ['all'])
      }
    },
  },
  {
    id: 'json-text-operators',
    title: 'text at a path is searched like text, and what is no text never matches',
    async run({ db }) {
      await seedData(db, {
        text: { t: 'Bra_Dryer%' },
        number: { t: 5 },
        list: { t: ['Bra_Dryer%'] },
        null: { t: null },
        none: {},
      })
      await expectMatch(db, { data: { t: { $contains: '_D' } } }, ['text'])
      await expectMatch(db, { data: { t: { $icontains: 'bra_' } } }, ['text'])
      await expectMatch(db, { data: { t: { $startsWith: 'bra' } } }, [])
      await expectMatch(db, { data: { t: { $endsWith: '%' } } }, ['text'])
      await expectMatch(db, { data: { t: { $startsWith: '' } } }, ['text'])
      await expectMatch(db, { data: { t: { $contains: '5' } } }, [])
    },
  },
  {
    id: 'json-in',
    title: '$in and $nin at a path compare by type, null among them',
    async run({ db }) {
      await seedData(db, { a: { v: 'a' }, one: { v: 1 }, yes: { v: true }, null: { v: null }, none: {} })
      await expectMatch(db, { data: { v: { $in: ['a', 1] } } }, ['a', 'one'])
      await expectMatch(db, { data: { v: { $in: [null, true] } } }, ['none', 'null', 'yes'])
      await expectMatch(db, { data: { v: { $nin: ['a'] } } }, ['none', 'null', 'one', 'yes'])
      await expectMatch(db, { data: { v: { $nin: ['a', null] } } }, ['one', 'yes'])
      await expectMatch(db, { data: { v: { $in: [] } } }, [])
    },
  },
  {
    id: 'json-several-paths',
    title: 'several conditions on paths hold together, and their negation is their complement',
    async run({ db }) {
      await seedData(db, {
        both: { a: 1, b: { c: 2 } },
        first: { a: 1, b: { c: 3 } },
        second: { a: 0, b: { c: 2 } },
        none: {},
      })
      await expectMatch(db, { data: { a: 1, b: { c: 2 } } }, ['both'])
      await expectMatch(db, { $not: { data: { a: 1, b: { c: 2 } } } }, ['first', 'none', 'second'])
      await expectMatch(db, { $or: [{ data: { a: 0 } }, { data: { b: { c: 3 } } }] }, ['first', 'second'])
    },
  },
  {
    id: 'json-refused',
    title: 'unknown operators, mixed operators and paths, and wrong operands on JSON are refused',
    async run({ db }) {
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ where: { data: { a: { $regex: 'x' } } } }), 'UNKNOWN_OPERATOR')
      const wrong = [
        { a: { $exists: 1 } },
        { a: { $gt: null } },
        { a: { $gt: [1] } },
        { a: { $gt: {} } },
        { a: { $in: 'x' } },
        { a: { $contains: 5 } },
        { a: { $gt: Number.NaN } },
        { a: () => 1 },
        { a: 1n },
        { a: new Date() },
      ]
      for (const data of wrong)
        await refuses(() => Sample.find({ where: { data } }), 'INVALID_QUERY', { field: 'data.a' })
    },
  },
  {
    id: 'json-path-members',
    title: 'a path leads through own keys of objects only: not into lists, text or prototypes',
    async run({ db }) {
      await seedData(db, { text: { v: 'abc' }, list: { v: ['abc'] }, object: { v: { x: 1 } }, none: {} })
      const steps = [
        'length',
        '0',
        'constructor',
        'toString',
        '__proto__',
        'hasOwnProperty',
        'at',
        '#-1',
        '[0]',
        '$[0]',
        '*',
      ]
      await each(
        steps.filter((step) => !step.startsWith('$')),
        async (step) => {
          const at = (condition: unknown) => ({ data: { v: Object.fromEntries([[step, condition]]) } })
          await expectMatch(db, at({ $exists: true }), [])
          await expectMatch(db, at({ $ne: null }), [])
          await expectMatch(db, at({ $in: ['abc', 3, 1] }), [])
        },
      )
    },
  },
  {
    id: 'json-numbers',
    title: 'numbers in JSON are compared exactly, past 2^53, past 64 bits and near zero',
    async run({ db }) {
      const numbers = [
        -Number.MAX_VALUE,
        -(2 ** 63),
        -(2 ** 53),
        -1.5,
        -5e-324,
        0,
        5e-324,
        1e-7,
        0.1,
        0.30000000000000004,
        1,
        2 ** 53 - 1,
        2 ** 53,
        43939492754533530,
        123456789012345680,
        2 ** 63,
        1.2345678901234567e19,
        2 ** 64,
        1e21,
        Number.MAX_VALUE,
      ]
      await db.Sample.insertMany(
        numbers.map((n, index) => ({ label: String(index).padStart(2, '0'), data: { n, l: [n] } })),
      )
      const names = numbers.map((_, index) => String(index).padStart(2, '0'))
      await each(numbers.entries(), async ([index, n]) => {
        await expectMatch(db, { data: { n } }, names.slice(index, index + 1))
        await expectMatch(db, { data: { n: { $gt: n } } }, names.slice(index + 1))
        await expectMatch(db, { data: { n: { $lte: n } } }, names.slice(0, index + 1))
        await expectMatch(db, { data: { n: { $in: [n] } } }, names.slice(index, index + 1))
        await expectMatch(db, { data: { l: { $has: n } } }, names.slice(index, index + 1))
        await expectMatch(db, { data: { $eq: { l: [n], n } } }, names.slice(index, index + 1))
        assert.deepEqual((await only(db, String(index).padStart(2, '0'))).data, { n, l: [n] })
      })
    },
  },
  {
    id: 'json-texts',
    title: 'text in JSON is compared exactly, with quotes, escapes and other scripts, and in order',
    async run({ db }) {
      const texts = [
        '',
        '\u0001',
        '\n',
        ' ',
        '"',
        "'",
        '/',
        '10',
        '9',
        'B',
        '\\',
        '\\n',
        '\\u0041',
        'a',
        '\u2028',
        '～',
        '😀',
      ]
      await db.Sample.insertMany(
        texts.map((t, index) => ({ label: String(index).padStart(2, '0'), data: { t, l: [t, [t]] } })),
      )
      const names = texts.map((_, index) => String(index).padStart(2, '0'))
      await each(texts.entries(), async ([index, t]) => {
        await expectMatch(db, { data: { t } }, names.slice(index, index + 1))
        await expectMatch(db, { data: { t: { $gt: t } } }, names.slice(index + 1))
        await expectMatch(db, { data: { l: { $has: t } } }, names.slice(index, index + 1))
        await expectMatch(db, { data: { l: { $has: [t] } } }, names.slice(index, index + 1))
        await expectMatch(db, { data: { $eq: { t, l: [t, [t]] } } }, names.slice(index, index + 1))
      })
    },
  },
])
