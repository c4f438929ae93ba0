import assert from 'node:assert/strict'
import { field } from '../../schema/factories.ts'
import { expectMatch } from '../expectations.ts'
import { hostile, modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { seed, seedData } from '../samples.ts'
import { group } from '../scenario.ts'
import { signedIn } from './access-models.ts'

/** Search by words: which words a text has, and that all of a search have to be among them. */
export const wordSearchScenarios = group('word search', [
  {
    id: 'search-all-words',
    title: '$search finds the texts that have all of its words, whole, in any order',
    needs: ['search'],
    async run({ db }) {
      await seed(db, {
        both: { note: 'Shoes for dancing, in red' },
        twice: { note: 'red red shoes' },
        one: { note: 'red hats' },
        part: { note: 'redder shoes, reds' },
        empty: { note: '' },
        none: {},
      })
      await expectMatch(db, { note: { $search: 'red shoes' } }, ['both', 'twice'])
      await expectMatch(db, { note: { $search: 'shoes shoes' } }, ['both', 'part', 'twice'])
      await expectMatch(db, { note: { $search: 'red shoes blue' } }, [])
      await expectMatch(db, { note: { $search: 'shoe' } }, [])
      await expectMatch(db, { note: { $search: 'hats', $not: { $search: 'shoes' } } }, ['one'])
      await expectMatch(db, { note: { $not: { $search: 'red' } } }, ['empty', 'none', 'part'])
    },
  },
  {
    id: 'search-separators',
    title:
      'words are runs of letters and digits; punctuation, symbols and emoji are between them on both sides',
    needs: ['search'],
    async run({ db }) {
      await seed(db, {
        address: { note: '<ann.smith@example.org>' },
        path: { note: 'https://example.org/a_b-c?d=1\\2' },
        quoted: { note: '«red»—“shoes”…👟x²' },
        lines: { note: "it's\n\ttwo\u00a0lines" },
        accent: { note: 'e\u0301tui 日本語' },
      })
      await expectMatch(db, { note: { $search: 'example' } }, ['address', 'path'])
      await expectMatch(db, { note: { $search: 'SMITH@example' } }, ['address'])
      await expectMatch(db, { note: { $search: '2 1 c b' } }, ['path'])
      await expectMatch(db, { note: { $search: '(shoes) & "red" | x:*' } }, ['quoted'])
      await expectMatch(db, { note: { $search: "it's two, lines" } }, ['lines'])
      await expectMatch(db, { note: { $search: 'e' } }, [])
      await expectMatch(db, { note: { $search: '日本語' } }, ['accent'])
      await expectMatch(db, { note: { $search: '日本' } }, [])
    },
  },
  {
    id: 'search-case',
    title: '$search ignores the case of Latin, Greek and Cyrillic letters, and no accents',
    needs: ['search'],
    async run({ db }) {
      await seed(db, {
        upper: { name: 'ÉTUI Straße ΟΔΟΣ ЖУК İZMİR PHỞ Ÿ' },
        lower: { name: 'étui straße οδος жук izmir phở ÿ' },
        bare: { name: 'etui strasse' },
      })
      for (const word of ['étui', 'ÉTUI', 'STRAßE', 'Straẞe', 'οδοσ', 'Οδος', 'Жук', 'Izmir', 'PHở', 'ÿ'])
        await expectMatch(db, { name: { $search: word } }, ['lower', 'upper'])
      await expectMatch(db, { name: { $search: 'etui' } }, ['bare'])
      await expectMatch(db, { name: { $search: 'strasse' } }, ['bare'])
    },
  },
  {
    id: 'search-no-words',
    title: 'a $search without words matches every text, and not null',
    needs: ['search'],
    async run({ db }) {
      await seed(db, { word: { name: 'x' }, empty: { name: '' }, none: {} })
      for (const text of ['', ' ', '!?', '👟']) {
        await expectMatch(db, { name: { $search: text } }, ['empty', 'word'])
      }
    },
  },
  {
    id: 'search-json',
    title: '$search searches text at a path, and what is no text never matches',
    needs: ['search'],
    async run({ db }) {
      await seedData(db, {
        text: { t: 'Red, É' },
        number: { t: 5 },
        list: { t: ['red'] },
        object: { t: { red: 1 } },
        null: { t: null },
        none: {},
      })
      await expectMatch(db, { data: { t: { $search: 'é red' } } }, ['text'])
      await expectMatch(db, { data: { t: { $search: '5' } } }, [])
      await expectMatch(db, { data: { t: { $search: '' } } }, ['text'])
    },
  },
  {
    id: 'search-many-words',
    title:
      'a $search of 500 words, and one of a long word, are searched like short ones; more words are refused',
    needs: ['search'],
    async run({ db }) {
      const words = Array.from({ length: 500 }, (_, index) => `Wört${index}`)
      const long = 'x'.repeat(50_000)
      await seed(db, { all: { note: words.join('-') }, few: { note: 'Wört1 Wört2' }, long: { note: long } })
      await expectMatch(db, { note: { $search: words.toReversed().join(' ') } }, ['all'])
      const more = () => db.Sample.find({ where: { note: { $search: `${words.join(' ')} more` } } })
      await refuses(more, 'INVALID_QUERY', { field: 'note' })
      await expectMatch(db, { note: { $search: 'wÖRT2' } }, ['all', 'few'])
      await expectMatch(db, { note: { $search: long.toUpperCase() } }, ['long'])
    },
  },
  {
    id: 'search-long-words',
    title: 'of a word the first 255 characters count, on both sides',
    needs: ['search'],
    async run({ db }) {
      const start = 'ж'.repeat(254)
      await seed(db, {
        all: { note: `a ${start}x` },
        more: { note: `(${start}x${'y'.repeat(5000)})` },
        other: { note: `${start}y` },
        less: { note: start },
      })
      await expectMatch(db, { note: { $search: `${start}X` } }, ['all', 'more'])
      await expectMatch(db, { note: { $search: `${start}xz${'z'.repeat(600)}` } }, ['all', 'more'])
      await expectMatch(db, { note: { $search: `${start}yx` } }, ['other'])
      await expectMatch(db, { note: { $search: start.toUpperCase() } }, ['less'])
    },
  },
  {
    id: 'search-index',
    title: 'a model with indexes for searches connects, writes and finds alike on every store',
    async run({ connectTo, capabilities }) {
      const Page = defineModel({
        name: 'Page',
        schema: {
          id: field.id(),
          path: field.string({ unique: true, required: true, search: true }),
          body: field.text({ search: true }),
          mail: field.email({ search: true }),
          state: field.enum(['new', 'old'], { search: true, default: 'new' }),
        },
      })
      const db = await connectTo({ Page })
      const pages = modelOf(db, 'Page')
      const long = '語'.repeat(20_000)
      await pages.insertMany([
        { path: '/a/b', body: `Étui ${long}`, mail: 'ann@example.org' },
        { path: '/b', body: 'étui, red', state: 'old' },
        { path: '/c' },
      ])
      await pages.upsert({ by: ['path'], create: { path: '/c', body: 'red' } })
      assert.equal((await pages.findOne({ where: { body: { $contains: long } } }))?.path, '/a/b')
      if (!capabilities.search) return
      const found = async (where: object) =>
        (await pages.find({ where, sort: { path: 'asc' } })).map(({ path }) => path)
      assert.deepEqual(await found({ path: { $search: 'b' } }), ['/a/b', '/b'])
      assert.deepEqual(await found({ body: { $search: 'red' } }), ['/b', '/c'])
      assert.deepEqual(await found({ body: { $search: long } }), ['/a/b'])
      assert.deepEqual(await found({ body: { $search: 'ÉTUI' }, state: { $search: 'old' } }), ['/b'])
      assert.deepEqual(await found({ mail: { $search: 'EXAMPLE' } }), ['/a/b'])
      assert.deepEqual(await found({ $not: { mail: { $search: '' } } }), ['/b', '/c'])
    },
  },
  {
    id: 'search-unreadable',
    title: 'a session searches neither in a field that it may not read nor in records that it does not see',
    needs: ['search'],
    sessionless: true,
    async run({ connectTo }) {
      const Diary = defineModel({
        name: 'Diary',
        schema: {
          id: field.id(),
          title: field.string(),
          text: field.string({ access: { read: [] } }),
        },
        roles: { open: { where: { title: { $search: 'open' } } } },
        permissions: { create: ['user'], read: ['open'] },
      })
      const db = await connectTo({ Diary })
      const mine = db.as(signedIn('ann')).model('Diary')
      await mine.insertMany([
        { title: 'Open: one', text: 'red' },
        { title: 'reopened one', text: 'red' },
      ])
      assert.equal(await mine.count({ title: { $search: 'one' } }), 1)
      await refuses(() => mine.count({ text: { $search: 'red' } }), 'FORBIDDEN', { field: 'text' })
    },
  },
  {
    id: 'search-refused',
    title: '$search is refused of what is no text, and by a store that has none',
    async run({ db, capabilities }) {
      const { Sample } = hostile(db)
      const searching = (name: unknown) => () => Sample.find({ where: { name: { $search: name } } })
      await refuses(() => Sample.find({ where: { count: { $search: '1' } } }), 'UNKNOWN_OPERATOR', {
        field: 'count',
      })
      if (capabilities.search)
        for (const operand of [1, null, true, ['a'], {}, /a/])
          await refuses(searching(operand), 'INVALID_QUERY', { field: 'name' })
      else {
        await refuses(searching('a'), 'UNSUPPORTED', { field: 'name', capability: 'search' })
        const inJson = () => Sample.find({ where: { data: { t: { $search: 'a' } } } })
        await refuses(inJson, 'UNSUPPORTED', { field: 'data.t', capability: 'search' })
      }
    },
  },
])
