import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { each, refuses } from '../refusals.ts'
import { seed } from '../samples.ts'
import { group } from '../scenario.ts'

const marks = {
  percent: { name: '50%' },
  underscore: { name: 'a_b' },
  slash: { name: 'a\\b' },
  quote: { name: "it's" },
}
const plain = { letters: { name: '50x' }, other: { name: 'axb' }, none: {} }

/** Search in text: literal, by case or not, at either end. */
export const textSearchScenarios = group('text search', [
  {
    id: 28,
    title: "'%' is searched literally",
    async run({ db }) {
      await seed(db, { ...marks, ...plain })
      await expectMatch(db, { name: { $contains: '%' } }, ['percent'])
      await expectMatch(db, { name: { $endsWith: '0%' } }, ['percent'])
      await expectMatch(db, { name: { $startsWith: '%' } }, [])
    },
  },
  {
    id: 29,
    title: "'_' is searched literally",
    async run({ db }) {
      await seed(db, { ...marks, ...plain })
      await expectMatch(db, { name: { $contains: '_' } }, ['underscore'])
      await expectMatch(db, { name: { $startsWith: 'a_' } }, ['underscore'])
      await expectMatch(db, { name: { $icontains: 'A_B' } }, ['underscore'])
    },
  },
  {
    id: 30,
    title: "'\\' is searched literally, also before a wildcard",
    async run({ db }) {
      await seed(db, { ...marks, ...plain, both: { name: '\\%' }, end: { name: 'x\\' } })
      await expectMatch(db, { name: { $contains: '\\' } }, ['both', 'end', 'slash'])
      await expectMatch(db, { name: { $contains: '\\%' } }, ['both'])
      await expectMatch(db, { name: { $endsWith: '\\' } }, ['end'])
      await expectMatch(db, { name: { $icontains: 'A\\B' } }, ['slash'])
    },
  },
  {
    id: 31,
    title: 'quotes, brackets, stars and question marks are searched literally',
    async run({ db }) {
      const odd = {
        quote: "it's",
        double: 'say "x"',
        tick: '`x`',
        star: 'a*b',
        ask: 'a?b',
        set: 'a[b]c',
        caret: '^x$',
      }
      await seed(db, Object.fromEntries(Object.entries(odd).map(([label, name]) => [label, { name }])))
      await expectMatch(db, { name: { $contains: "'" } }, ['quote'])
      await expectMatch(db, { name: { $contains: '"' } }, ['double'])
      await expectMatch(db, { name: { $contains: '`' } }, ['tick'])
      await expectMatch(db, { name: { $contains: '*' } }, ['star'])
      await expectMatch(db, { name: { $contains: '?' } }, ['ask'])
      await expectMatch(db, { name: { $startsWith: 'a[b]' } }, ['set'])
      await expectMatch(db, { name: { $startsWith: '^' } }, ['caret'])
      await expectMatch(db, { name: { $icontains: '.' } }, [])
    },
  },
  {
    id: 32,
    title: "$startsWith, $endsWith, $contains and $icontains of '' match every text, and not null",
    async run({ db }) {
      await seed(db, { word: { name: 'x' }, empty: { name: '' }, none: {} })
      for (const operator of ['$startsWith', '$endsWith', '$contains', '$icontains'] as const) {
        await expectMatch(db, { name: { [operator]: '' } }, ['empty', 'word'])
      }
    },
  },
  {
    id: 33,
    title: '$icontains ignores the case of ASCII letters, $contains does not',
    async run({ db }) {
      await seed(db, {
        upper: { name: 'The HAIR Dryer' },
        lower: { name: 'hair' },
        other: { name: 'hat' },
        none: {},
      })
      await expectMatch(db, { name: { $icontains: 'hAIr' } }, ['lower', 'upper'])
      await expectMatch(db, { name: { $contains: 'HAIR' } }, ['upper'])
      await expectMatch(db, { name: { $startsWith: 'the' } }, [])
      await expectMatch(db, { name: { $endsWith: 'dryer' } }, [])
    },
  },
  {
    id: 34,
    title: "$icontains ignores the case of 'É'",
    needs: ['unicodeFolding'],
    async run({ db }) {
      await seed(db, { upper: { name: 'CAFÉ' }, lower: { name: 'café' }, bare: { name: 'cafe' } })
      await expectMatch(db, { name: { $icontains: 'fé' } }, ['lower', 'upper'])
    },
  },
  {
    id: 'text-operators-kinds',
    title: 'text operators are refused on fields that are not text, and non-text operands on text',
    async run({ db }) {
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ where: { count: { $contains: '1' } } }), 'UNKNOWN_OPERATOR', {
        field: 'count',
      })
      for (const operand of [1, null, true, ['a'], {}, /a/]) {
        await refuses(() => Sample.find({ where: { name: { $contains: operand } } }), 'INVALID_QUERY', {
          field: 'name',
        })
      }
    },
  },
  {
    id: 'text-long-operand',
    title: 'operands of 100 KB are searched like short ones',
    async run({ db }) {
      const long = 'x%_'.repeat(35_000)
      await seed(db, { long: { note: `a${long}b` }, short: { note: 'x%_' } })
      for (const operator of ['$contains', '$icontains'] as const)
        await expectMatch(db, { note: { [operator]: long } }, ['long'])
      await expectMatch(db, { note: { $startsWith: `a${long}` } }, ['long'])
      await expectMatch(db, { note: { $endsWith: `${long}b` } }, ['long'])
      await expectMatch(db, { note: { $gt: long } }, [])
    },
  },
  {
    id: 'text-prefix-ends',
    title: 'prefixes that end with the last of all characters match what begins with them and nothing more',
    async run({ db }) {
      const last = [
        '\u007f',
        '\ud7ff',
        '\ue000',
        '\uffff',
        '\u{10ffff}',
        '\u{10ffff}\u{10ffff}',
        'a\u{10ffff}',
      ]
      const rows = last.flatMap((name) => [name, `${name}z`, `${name}\u{10ffff}`])
      await db.Sample.insertMany(rows.map((name, index) => ({ label: `${index}`, name })))
      await each(last, async (prefix) => {
        const expected = rows.flatMap((name, index) => (name.startsWith(prefix) ? [`${index}`] : []))
        await expectMatch(db, { name: { $startsWith: prefix } }, expected)
        await expectMatch(
          db,
          { name: { $endsWith: 'z' }, $and: [{ name: { $startsWith: prefix } }] },
          expected.filter((label) => rows[Number(label)]?.endsWith('z')),
        )
      })
    },
  },
])
