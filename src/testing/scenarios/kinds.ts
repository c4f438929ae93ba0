import assert from 'node:assert/strict'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte)

/** Booleans, enums, bytes and the kinds with a canonical form. */
export const kindScenarios = group('kinds', [
  {
    id: 76,
    title: 'true reads as true and false as false, never as 1 and 0',
    async run({ db }) {
      await seed(db, { yes: { active: true }, no: { active: false }, none: {} })
      assert.deepEqual(
        [(await only(db, 'yes')).active, (await only(db, 'no')).active, (await only(db, 'none')).active],
        [true, false, null],
      )
      await expectMatch(db, { active: true }, ['yes'])
      await expectMatch(db, { active: false }, ['no'])
      await expectMatch(db, { active: { $ne: true } }, ['no', 'none'])
      await expectMatch(db, { active: { $in: [false, null] } }, ['no', 'none'])
    },
  },
  {
    id: 77,
    title: '2 and 1 are refused as booleans',
    async run({ db }) {
      const { Sample } = hostile(db)
      for (const active of [2, 1, 0, 'true', 't']) {
        await refuses(() => Sample.create({ active }), 'VALIDATION_FAILED', {
          problems: [{ field: 'active' }],
        })
        await refuses(() => Sample.find({ where: { active } }), 'INVALID_QUERY', { field: 'active' })
      }
    },
  },
  {
    id: 78,
    title: 'a value outside an enum is refused in data and in filters',
    async run({ db }) {
      await seed(db, { draft: { status: 'draft' } })
      const { Sample } = hostile(db)
      for (const status of ['unknown', '', 'DRAFT', 'draft ', 'toString', '__proto__']) {
        await refuses(() => Sample.create({ status }), 'VALIDATION_FAILED', {
          problems: [{ field: 'status' }],
        })
        await refuses(() => Sample.updateWhere({ label: 'draft' }, { status }), 'VALIDATION_FAILED')
        await refuses(() => Sample.find({ where: { status } }), 'INVALID_QUERY', { field: 'status' })
      }
      await expectMatch(db, { status: 'draft' }, ['draft'])
    },
  },
  {
    id: 79,
    title: 'bytes round trip, all 256 of them',
    async run({ db }) {
      await seed(db, { all: { blob: ALL_BYTES }, other: { blob: ALL_BYTES.slice(1) }, none: {} })
      const { blob } = await only(db, 'all')
      assert.ok(blob instanceof Uint8Array)
      assert.deepEqual([...blob], [...ALL_BYTES])
      await expectMatch(db, { blob: ALL_BYTES }, ['all'])
      await expectMatch(db, { blob: { $ne: ALL_BYTES } }, ['none', 'other'])
      await expectMatch(db, { blob: { $in: [ALL_BYTES.slice(1), ALL_BYTES.slice(2)] } }, ['other'])
    },
  },
  {
    id: 80,
    title: 'empty bytes are not null',
    async run({ db }) {
      await seed(db, { empty: { blob: new Uint8Array() }, none: {} })
      assert.deepEqual((await only(db, 'empty')).blob?.length, 0)
      await expectMatch(db, { blob: null }, ['none'])
      await expectMatch(db, { blob: new Uint8Array() }, ['empty'])
    },
  },
  {
    id: 'bytes-copied',
    title: 'bytes that were given or read can be changed without changing what is stored',
    async run({ db }) {
      const given = Uint8Array.from([1, 2, 3])
      await db.Sample.create({ label: 'one', blob: given })
      given[0] = 9
      const first = await only(db, 'one')
      first.blob?.fill(7)
      assert.deepEqual([...((await only(db, 'one')).blob ?? [])], [1, 2, 3])
    },
  },
  {
    id: 'canonical-forms',
    title: 'email, phone, color and address are stored and compared in their canonical forms',
    async run({ db }) {
      await seed(db, {
        one: {
          email: ' Ann@Example.ORG ',
          phone: '+49 (30) 123-456',
          color: '#AbC',
          address: '0:0:0:0:0:0:0:1',
        },
        none: {},
      })
      const { email, phone, color, address } = await only(db, 'one')
      assert.deepEqual([email, phone, color, address], ['Ann@example.org', '+4930123456', '#aabbcc', '::1'])
      await expectMatch(db, { email: 'Ann@EXAMPLE.org' }, ['one'])
      await expectMatch(db, { email: { $in: ['Ann@example.ORG'] } }, ['one'])
      await expectMatch(db, { phone: '+49 30 123456' }, ['one'])
      await expectMatch(db, { color: '#AABBCC' }, ['one'])
      await expectMatch(db, { address: '::0001' }, ['one'])
      await expectMatch(db, { email: { $endsWith: '@example.org' } }, ['one'])
      await expectMatch(db, { link: null }, ['none', 'one'])
    },
  },
  {
    id: 'url-as-given',
    title: 'a url is kept as given',
    async run({ db }) {
      const link = 'https://Example.org/A%20b?q=é&x=[1]#Z'
      await seed(db, { one: { link } })
      assert.equal((await only(db, 'one')).link, link)
      await expectMatch(db, { link }, ['one'])
      await expectMatch(db, { link: { $contains: '%20' } }, ['one'])
    },
  },
  {
    id: 'password',
    title: 'a password is verified, never read, never in JSON, and no filter looks at it',
    async run({ db }) {
      await db.Sample.create({ label: 'one', secret: 'correct horse battery' })
      const record = await only(db, 'one')
      assert.equal(await record.secret?.verify('correct horse battery'), true)
      assert.equal(await record.secret?.verify('wrong'), false)
      const shown = [
        JSON.stringify(record),
        JSON.stringify(record.secret),
        String(record.secret),
        JSON.stringify({ ...record.secret }),
      ]
      for (const text of shown) assert.doesNotMatch(String(text), /scrypt|battery/)
      assert.equal('secret' in JSON.parse(JSON.stringify(record)), false)
      const { Sample } = hostile(db)
      for (const secret of ['correct horse battery', { $ne: null }, null, { $startsWith: 'scrypt' }]) {
        await refuses(() => Sample.find({ where: { secret } }), 'INVALID_QUERY')
      }
    },
  },
  {
    id: 'password-update',
    title: 'a password is set again by set and by updateWhere, and stays through other changes',
    async run({ db }) {
      await db.Sample.create({ label: 'one', secret: 'the first one' })
      await only(db, 'one').then((record) => record.set({ name: 'renamed' }).save())
      assert.equal(await (await only(db, 'one')).secret?.verify('the first one'), true)
      const saved = await only(db, 'one').then((record) => record.set({ secret: 'the second one' }).save())
      assert.equal(await saved.secret?.verify('the second one'), true)
      await db.Sample.updateWhere({ label: 'one' }, { secret: 'the third one' })
      assert.equal(await (await only(db, 'one')).secret?.verify('the third one'), true)
      assert.equal(await (await only(db, 'one')).secret?.verify('the first one'), false)
    },
  },
  {
    id: 'file-value',
    title: 'a file value round trips, frozen',
    async run({ db }) {
      const file = {
        key: 'a/b.png',
        name: 'Bra Dryer “1”.png',
        type: 'image/png',
        size: 2 ** 40,
        sha256: 'a'.repeat(64),
      }
      await seed(db, {
        full: { file },
        bare: { file: { key: 'k', name: 'n', type: 't/t', size: 0 } },
        none: {},
      })
      const record = await only(db, 'full')
      assert.deepEqual({ ...record.file }, file)
      assert.ok(Object.isFrozen(record.file))
      assert.deepEqual((await only(db, 'bare')).file, { key: 'k', name: 'n', type: 't/t', size: 0 })
      await expectMatch(db, { file: null }, ['none'])
      await expectMatch(db, { file: { $ne: null } }, ['bare', 'full'])
    },
  },
])
