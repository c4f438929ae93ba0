import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

const _marks = {
  percent: { name: '50%' },
  underscore: { name: 'a_b' },
  slash: { name: 'a\\b' },
  quote: { name: "it's" },
}
const _plain = { letters: { name: '50x' }, other: { name: 'axb' }, none: {} }

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
      for (const input of [
        { name: 'a\0b' },
        { note: '\0' },
        { data: { a: '\0' } },
        { data: { '\0': 1 } },
        { tags: ['\0'] },
      ]) {
        const field = Object.keys(input)[0]
        await refuses(() => db.Sample.create({ label: 'x', ...input }), 'VALIDATION_FAILED', {
          problems: [{ field }],
        })
      }
      assert.equal(await db.Sample.count(), 0)
    },
  },
  {
    id: 37,
    title: 'a lone surrogate is refused in text, JSON and arrays',
    async run({ db }) {
      for (const lone of ['\ud83d', '\ude00', 'a\ud83d', '\ude00\ud83d', '\ud83d\ud83d\ude00']) {
        for (const input of [
          { name: lone },
          { note: lone },
          { data: { a: lone } },
          { data: { [lone]: 1 } },
          { tags: [lone] },
        ]) {
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
      await refuses(() => db.Rule.create({ code: 'x', word: '😀' }), 'VALIDATION_FAILED', {
        problems: [{ field: 'word' }],
      })
      await refuses(() => db.Rule.create({ code: 'y', word: '123456' }), 'VALIDATION_FAILED', {
        problems: [{ field: 'word' }],
      })
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
])
