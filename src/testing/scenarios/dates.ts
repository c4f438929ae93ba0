import assert from 'node:assert/strict'
import { now } from '../../query/now.ts'
import { expectMatch } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { only, seed } from '../samples.ts'
import { group } from '../scenario.ts'
import { inZone } from '../timing.ts'

const at = (text: string): Date => new Date(text)

/** Dates, datetimes and times: UTC, milliseconds, years 1 to 9999, and no shift in any zone. */
export const dateScenarios = group('dates', [
  {
    id: 65,
    title: 'a datetime keeps its milliseconds',
    async run({ db }) {
      await seed(db, {
        one: { moment: at('2024-02-29T12:34:56.789Z') },
        next: { moment: at('2024-02-29T12:34:56.790Z') },
      })
      assert.deepEqual((await only(db, 'one')).moment, at('2024-02-29T12:34:56.789Z'))
      await expectMatch(db, { moment: at('2024-02-29T12:34:56.789Z') }, ['one'])
    },
  },
  {
    id: 66,
    title: 'datetimes are equal by their instant, not by their object',
    async run({ db }) {
      await seed(db, { one: { moment: at('2024-01-01T00:00:00+02:00') }, none: {} })
      await expectMatch(db, { moment: at('2023-12-31T22:00:00.000Z') }, ['one'])
      await expectMatch(db, { moment: { $in: [at('2023-12-31T22:00:00Z'), at('2000-01-01')] } }, ['one'])
      await expectMatch(db, { moment: { $ne: at('2023-12-31T22:00:00Z') } }, ['none'])
    },
  },
  {
    id: 67,
    title: 'a half-open range takes its start and not its end',
    async run({ db }) {
      await seed(db, {
        before: { moment: at('2024-01-31T23:59:59.999Z'), day: '2024-01-31' },
        start: { moment: at('2024-02-01T00:00:00.000Z'), day: '2024-02-01' },
        last: { moment: at('2024-02-29T23:59:59.999Z'), day: '2024-02-29' },
        end: { moment: at('2024-03-01T00:00:00.000Z'), day: '2024-03-01' },
      })
      await expectMatch(db, { moment: { $gte: at('2024-02-01'), $lt: at('2024-03-01') } }, ['last', 'start'])
      await expectMatch(db, { day: { $gte: '2024-02-01', $lt: '2024-03-01' } }, ['last', 'start'])
    },
  },
  {
    id: 68,
    title: 'an invalid Date is refused in data and in filters',
    async run({ db }) {
      await seed(db, { one: { moment: at('2024-01-01') } })
      const invalid = new Date(Number.NaN)
      await refuses(() => db.Sample.create({ moment: invalid }), 'VALIDATION_FAILED', {
        problems: [{ field: 'moment' }],
      })
      await refuses(() => db.Sample.updateWhere({ label: 'one' }, { moment: invalid }), 'VALIDATION_FAILED')
      for (const moment of [invalid, { $gt: invalid }, { $in: [invalid] }, { $ne: invalid }]) {
        await refuses(() => db.Sample.find({ where: { moment } }), 'INVALID_QUERY', { field: 'moment' })
      }
    },
  },
  {
    id: 69,
    title: '30 February, month 13 and day 0 are refused',
    async run({ db }) {
      for (const day of [
        '2024-02-30',
        '2023-02-29',
        '1900-02-29',
        '2024-13-01',
        '2024-00-10',
        '2024-01-00',
        '2024-04-31',
      ]) {
        await refuses(() => db.Sample.create({ day }), 'VALIDATION_FAILED', { problems: [{ field: 'day' }] })
        await refuses(() => db.Sample.find({ where: { day } }), 'INVALID_QUERY', { field: 'day' })
      }
      await seed(db, { leap: { day: '2000-02-29' } })
      assert.equal((await only(db, 'leap')).day, '2000-02-29')
    },
  },
  {
    id: 70,
    title: 'years outside 1 to 9999 are refused, both ends are kept',
    async run({ db }) {
      for (const text of [
        '+010000-01-01T00:00:00.000Z',
        '0000-12-31T23:59:59.999Z',
        '-000001-01-01T00:00:00.000Z',
      ]) {
        await refuses(() => db.Sample.create({ moment: at(text) }), 'VALIDATION_FAILED', {
          problems: [{ field: 'moment' }],
        })
      }
      for (const day of ['10000-01-01', '0000-01-01', '+10000-01-01', '-0001-01-01']) {
        await refuses(() => db.Sample.create({ day }), 'VALIDATION_FAILED', { problems: [{ field: 'day' }] })
      }
      const ends = [at('0001-01-01T00:00:00.000Z'), at('9999-12-31T23:59:59.999Z')]
      await seed(db, {
        first: { moment: ends[0], day: '0001-01-01' },
        last: { moment: ends[1], day: '9999-12-31' },
      })
      assert.deepEqual([(await only(db, 'first')).moment, (await only(db, 'last')).moment], ends)
      assert.deepEqual(
        [(await only(db, 'first')).day, (await only(db, 'last')).day],
        ['0001-01-01', '9999-12-31'],
      )
    },
  },
  {
    id: 71,
    title: 'instants before 1970 are kept and compared',
    async run({ db }) {
      await seed(db, {
        before: { moment: new Date(-1), day: '1969-12-31' },
        epoch: { moment: new Date(0), day: '1970-01-01' },
      })
      assert.equal((await only(db, 'before')).moment?.getTime(), -1)
      await expectMatch(db, { moment: { $lt: new Date(0) } }, ['before'])
      await expectMatch(db, { day: { $lt: '1970-01-01' } }, ['before'])
    },
  },
  {
    id: 72,
    title: 'instants after 2038 are kept and compared',
    async run({ db }) {
      const past32 = new Date(2 ** 31 * 1000 + 1)
      await seed(db, { limit: { moment: new Date((2 ** 31 - 1) * 1000) }, past: { moment: past32 } })
      assert.deepEqual((await only(db, 'past')).moment, past32)
      await expectMatch(db, { moment: { $gte: past32 } }, ['past'])
    },
  },
  {
    id: 73,
    title: 'instants, dates and times are the same under TZ=America/St_Johns',
    async run({ db }) {
      const row = { moment: at('2024-07-01T00:30:00.000Z'), day: '2024-07-01', clock: '00:30:00' }
      await seed(db, { utc: row })
      await inZone('America/St_Johns', at('2024-07-01'), 150, async () => {
        const record = await only(db, 'utc')
        assert.deepEqual([record.moment, record.day, record.clock], [row.moment, row.day, '00:30:00.000'])
        await db.Sample.create({ label: 'zone', ...row })
        await expectMatch(db, { moment: row.moment, day: row.day, clock: row.clock }, ['utc', 'zone'])
      })
      const record = await only(db, 'zone')
      assert.deepEqual([record.moment, record.day, record.clock], [row.moment, row.day, '00:30:00.000'])
    },
  },
  {
    id: 74,
    title: 'a date does not shift, east or west of Greenwich',
    async run({ db }) {
      for (const [zone, offset] of [
        ['Pacific/Kiritimati', -840],
        ['Pacific/Pago_Pago', 660],
      ] as const) {
        await inZone(zone, at('2024-01-01'), offset, async () => {
          await db.Sample.create({ label: zone, day: '2024-01-01', days: ['2024-12-31'] })
          const record = await only(db, zone)
          assert.deepEqual([record.day, record.days], ['2024-01-01', ['2024-12-31']])
          assert.equal(JSON.parse(JSON.stringify(record)).day, '2024-01-01')
        })
      }
      await expectMatch(db, { day: '2024-01-01' }, ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
    },
  },
  {
    id: 75,
    title: 'local times that a clock change skips or repeats are kept apart',
    async run({ db }) {
      await inZone('America/New_York', at('2024-07-01'), 240, async () => {
        await seed(db, {
          gap: { moment: at('2024-03-10T07:30:00.000Z'), day: '2024-03-10', clock: '02:30:00' },
          first: { moment: at('2024-11-03T05:30:00.000Z') },
          second: { moment: at('2024-11-03T06:30:00.000Z') },
        })
        const gap = await only(db, 'gap')
        assert.deepEqual(
          [gap.moment, gap.day, gap.clock],
          [at('2024-03-10T07:30:00.000Z'), '2024-03-10', '02:30:00.000'],
        )
        await expectMatch(db, { moment: at('2024-11-03T05:30:00.000Z') }, ['first'])
        await expectMatch(db, { moment: { $gt: at('2024-11-03T05:30:00.000Z') } }, ['second'])
      })
    },
  },
  {
    id: 'date-fresh',
    title: 'a Date that was read or given can be changed without changing the record or another reader',
    async run({ db }) {
      const given = at('2024-01-01T00:00:00.000Z')
      const created = await db.Sample.create({ label: 'one', moment: given })
      given.setFullYear(1999)
      created.moment?.setFullYear(1998)
      const [first, second] = [await only(db, 'one'), await only(db, 'one')]
      first.moment?.setFullYear(1997)
      assert.deepEqual(second.moment, at('2024-01-01T00:00:00.000Z'))
      assert.deepEqual((await only(db, 'one')).moment, at('2024-01-01T00:00:00.000Z'))
      assert.deepEqual(first.changed, [])
    },
  },
  {
    id: 'time-forms',
    title: 'times read in one form and are equal in both',
    async run({ db }) {
      await seed(db, {
        short: { clock: '09:05:00' },
        long: { clock: '09:05:00.000' },
        later: { clock: '09:05:00.001' },
        none: {},
      })
      assert.deepEqual(
        [(await only(db, 'short')).clock, (await only(db, 'later')).clock],
        ['09:05:00.000', '09:05:00.001'],
      )
      await expectMatch(db, { clock: '09:05:00' }, ['long', 'short'])
      await expectMatch(db, { clock: { $in: ['09:05:00.000'] } }, ['long', 'short'])
      await expectMatch(db, { clock: { $gt: '09:05:00' } }, ['later'])
      for (const clock of ['24:00:00', '23:60:00', '23:59:60', '1:00:00', '01:00:00.0001', '01:00:00Z']) {
        await refuses(() => db.Sample.create({ clock }), 'VALIDATION_FAILED', {
          problems: [{ field: 'clock' }],
        })
      }
    },
  },
  {
    id: 'now-operand',
    title: 'now() with an offset is compared as an instant',
    async run({ db }) {
      await seed(db, {
        past: { moment: new Date(Date.now() - 86_400_000) },
        future: { moment: new Date(Date.now() + 86_400_000) },
        none: {},
      })
      await expectMatch(db, { moment: { $lt: now() } }, ['past'])
      await expectMatch(db, { moment: { $gte: now({ hours: -1 }) } }, ['future'])
      await expectMatch(db, { moment: { $gt: now({ days: -2 }), $lt: now({ days: 2 }) } }, ['future', 'past'])
      const { Sample } = hostile(db)
      await refuses(() => Sample.find({ where: { count: { $gt: now() } } }), 'INVALID_QUERY', {
        field: 'count',
      })
      await refuses(
        () => Sample.find({ where: { moment: { $gt: { $now: { weeks: 1 } } } } }),
        'INVALID_QUERY',
      )
      await refuses(
        () => Sample.find({ where: { moment: { $gt: { $now: { days: 'x' } } } } }),
        'INVALID_QUERY',
      )
    },
  },
])
