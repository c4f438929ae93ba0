import assert from 'node:assert/strict'
import { each, expectMatch, hostile, only, refuses, seed } from '../assertions.ts'
import { group } from '../scenario.ts'

const marks = { percent: { name: '50%' }, underscore: { name: 'a_b' }, slash: { name: 'a\\b' }, quote: { name: "it's" } }
const plain = { letters: { name: '50x' }, other: { name: 'axb' }, none: {} }

/** Text: binary comparison, literal search, what may be stored and how lengths are counted. */
export const textScenarios = group('text', [
  {
    id: 24,
    title: "'a' is not 'A'",
    async run({ db }) {
      await seed(db, { lower: { name: 'a' }, upper: { name: 'A' } })
      await expectMatch(db, { name: 'a' }, ['lower'])
      await expectMatch(db, { name: { $in: ['A'] } }, ['upper'])
      await expectMatch(db, { name: { $ne: 'a' } }, ['upper'])
    },
  },
  {
    id: 25,
    title: "'a' is not 'a ' nor ' a'",
    async run({ db }) {
      await seed(db, { bare: { name: 'a' }, trailing: { name: 'a ' }, leading: { name: ' a' } })
      await expectMatch(db, { name: 'a' }, ['bare'])
      await expectMatch(db, { name: 'a ' }, ['trailing'])
      await expectMatch(db, { name: { $in: ['a', ' a'] } }, ['bare', 'leading'])
    },
  },
  {
    id: 26,
    title: "'é' is not 'e'",
    async run({ db }) {
      await seed(db, { accent: { name: 'é' }, bare: { name: 'e' } })
      await expectMatch(db, { name: 'e' }, ['bare'])
      await expectMatch(db, { name: { $contains: 'e' } }, ['bare'])
    },
  },
  {
    id: 27,
    title: 'composed and decomposed letters differ and are kept as given',
    async run({ db }) {
      await seed(db, { composed: { name: '\u00e9' }, decomposed: { name: 'e\u0301' } })
      await expectMatch(db, { name: '\u00e9' }, ['composed'])
      await expectMatch(db, { name: 'e\u0301' }, ['decomposed'])
      assert.equal((await only(db, 'decomposed')).name, 'e\u0301')
    },
  },
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
      const odd = { quote: "it's", double: 'say "x"', tick: '`x`', star: 'a*b', ask: 'a?b', set: 'a[b]c', caret: '^x$' }
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
      await seed(db, { upper: { name: 'The HAIR Dryer' }, lower: { name: 'hair' }, other: { name: 'hat' }, none: {} })
      await expectMatch(db, { name: { $icontains: 'hAIr' } }, ['lower', 'upper'])
      await expectMatch(db, { name: { $contains: 'HAIR' } }, ['upper'])
      await expectMatch(db, { name: { $startsWith: 'the' } }, [])
      await expectMatch(db, { name: { $endsWith: 'dryer' } }, [])
    },
  },
  {
    id: 35,
    title: 'emoji and other characters beyond the basic plane are stored and searched whole',
    async run({ db }) {
      await seed(db, { smile: { name: 'a😀b' }, sad: { name: 'a😢b' }, family: { name: '👨‍👩‍👧' } })
      await expectMatch(db, { name: { $contains: '😀' } }, ['smile'])
      await expectMatch(db, { name: 'a😢b' }, ['sad'])
      await expectMatch(db, { name: { $startsWith: '👨' } }, ['family'])
      assert.equal((await only(db, 'family')).name, '👨‍👩‍👧')
    },
  },
  {
    id: 36,
    title: 'a NUL character is refused in text, JSON and arrays',
    async run({ db }) {
      for (const input of [{ name: 'a\0b' }, { note: '\0' }, { data: { a: '\0' } }, { data: { '\0': 1 } }, { tags: ['\0'] }]) {
        const field = Object.keys(input)[0]
        await refuses(() => db.Sample.create({ label: 'x', ...input }), 'VALIDATION_FAILED', { problems: [{ field }] })
      }
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 37,
    title: 'a lone surrogate is refused in text, JSON and arrays',
    async run({ db }) {
      for (const lone of ['\ud83d', '\ude00', 'a\ud83d', '\ude00\ud83d', '\ud83d\ud83d\ude00']) {
        for (const input of [{ name: lone }, { note: lone }, { data: { a: lone } }, { data: { [lone]: 1 } }, { tags: [lone] }]) {
          await refuses(() => db.Sample.create({ label: 'x', ...input }), 'VALIDATION_FAILED')
        }
      }
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 38,
    title: 'lengths count code points, not UTF-16 units or bytes',
    async run({ db }) {
      await db.Rule.create({ code: '😀😀😀😀😀', word: '😀😀' })
      await refuses(() => db.Rule.create({ code: 'x', word: '😀' }), 'VALIDATION_FAILED', { problems: [{ field: 'word' }] })
      await refuses(() => db.Rule.create({ code: 'y', word: '123456' }), 'VALIDATION_FAILED', { problems: [{ field: 'word' }] })
      await db.Rule.create({ code: 'z', word: 'éßю😀～' })
      assert.equal(await db.Rule.count(), 2)
    },
  },
  {
    id: 39,
    title: "'' is not null",
    async run({ db }) {
      await seed(db, { empty: { name: '', note: '' }, none: {}, space: { name: ' ' } })
      await expectMatch(db, { name: '' }, ['empty'])
      await expectMatch(db, { name: null }, ['none'])
      await expectMatch(db, { name: { $ne: '' } }, ['none', 'space'])
      assert.deepEqual([(await only(db, 'empty')).name, (await only(db, 'empty')).note], ['', ''])
    },
  },
  {
    id: 40,
    title: '100 KB of text are stored, read and compared whole',
    async run({ db }) {
      const long = 'añ😀\n'.repeat(20_000)
      await seed(db, { long: { note: long }, longer: { note: `${long}!` }, short: { note: 'a' } })
      assert.equal((await only(db, 'long')).note, long)
      await expectMatch(db, { note: long }, ['long'])
      await expectMatch(db, { note: { $endsWith: '\n!' } }, ['longer'])
    },
  },
  {
    id: 'text-ranges',
    title: 'ranges of text follow code points',
    async run({ db }) {
      const words = ['', '10', '9', 'B', 'a', 'é', '～', '😀']
      await db.Sample.insertMany(words.map((name) => ({ name, label: name })))
      await expectMatch(db, { name: { $gt: '9' } }, ['B', 'a', 'é', '～', '😀'])
      await expectMatch(db, { name: { $gt: '～' } }, ['😀'])
      await expectMatch(db, { name: { $gte: '10', $lt: 'a' } }, ['10', '9', 'B'])
      await expectMatch(db, { name: { $lte: '' } }, [''])
    },
  },
  {
    id: 'text-control',
    title: 'line ends, tabs and control characters are kept as given',
    async run({ db }) {
      const odd = 'a\r\nb\tc\u0001\u001f\u007f\u0085\u2028\ufeffz'
      await seed(db, { odd: { name: odd, note: odd } })
      assert.deepEqual([(await only(db, 'odd')).name, (await only(db, 'odd')).note], [odd, odd])
      await expectMatch(db, { name: odd }, ['odd'])
    },
  },
  {
    id: 'text-operators-kinds',
    title: 'text operators are refused on fields that are not text, and non-text operands on text',
    async run({ db }) {
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ where: { count: { $contains: '1' } } }), 'UNKNOWN_OPERATOR', { field: 'count' })
      for (const operand of [1, null, true, ['a'], {}, /a/]) {
        await refuses(() => Sample.find({ where: { name: { $contains: operand } } }), 'INVALID_QUERY', { field: 'name' })
      }
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
    id: 'text-long-operand',
    title: 'operands of 100 KB are searched like short ones',
    async run({ db }) {
      const long = 'x%_'.repeat(35_000)
      await seed(db, { long: { note: `a${long}b` }, short: { note: 'x%_' } })
      for (const operator of ['$contains', '$icontains'] as const) await expectMatch(db, { note: { [operator]: long } }, ['long'])
      await expectMatch(db, { note: { $startsWith: `a${long}` } }, ['long'])
      await expectMatch(db, { note: { $endsWith: `${long}b` } }, ['long'])
      await expectMatch(db, { note: { $gt: long } }, [])
    },
  },
  {
    id: 'text-prefix-ends',
    title: 'prefixes that end with the last of all characters match what begins with them and nothing more',
    async run({ db }) {
      const last = ['\u007f', '\ud7ff', '\ue000', '\uffff', '\u{10ffff}', '\u{10ffff}\u{10ffff}', 'a\u{10ffff}']
      const rows = last.flatMap((name) => [name, `${name}z`, `${name}\u{10ffff}`])
      await db.Sample.insertMany(rows.map((name, index) => ({ label: `${index}`, name })))
      await each(last, async (prefix) => {
        const expected = rows.flatMap((name, index) => (name.startsWith(prefix) ? [`${index}`] : []))
        await expectMatch(db, { name: { $startsWith: prefix } }, expected)
        await expectMatch(db, { name: { $endsWith: 'z' }, $and: [{ name: { $startsWith: prefix } }] }, expected.filter((label) => rows[Number(label)]?.endsWith('z')))
      })
    },
  },
])
