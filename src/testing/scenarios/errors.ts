import assert from 'node:assert/strict'
import { isPrometheusError } from '../../errors/error.ts'
import { hostile } from '../loose.ts'
import { refuses } from '../refusals.ts'
import { seed } from '../samples.ts'
import { group } from '../scenario.ts'

/** Errors: one class, typed codes, messages that name model and field, and no stored values in them. */
export const errorScenarios = group('errors', [
  {
    id: 'error-shape',
    title: 'every refusal is a PrometheusError with code, message, details and JSON',
    async run({ db }) {
      await db.Account.create({ email: 'a@example.org' })
      const { Account } = hostile(db)
      const errors = [
        await refuses(() => Account.find({ where: { balance: 'x' } }), 'INVALID_QUERY'),
        await refuses(() => Account.create({ email: 'a@example.org' }), 'UNIQUE_VIOLATION'),
        await refuses(() => Account.create({ balance: 'x' }), 'VALIDATION_FAILED'),
        await refuses(() => Account.destroyWhere({}), 'MISSING_FILTER'),
      ]
      for (const error of errors) {
        assert.ok(error instanceof Error && isPrometheusError(error))
        assert.match(error.message, /Account/)
        assert.equal(error.retryable, false)
        const json = JSON.parse(JSON.stringify(error))
        assert.deepEqual(
          [json.code, json.message, json.details.model],
          [error.code, error.message, 'Account'],
        )
        assert.equal('stack' in json || 'cause' in json, false)
      }
    },
  },
  {
    id: 'error-leaks-nothing',
    title: 'neither message nor JSON of an error holds a value, refused or stored',
    async run({ db }) {
      const marker = 'sekret-value-4711'
      await db.Account.create({ email: 'a@example.org', nick: marker })
      const { Account, Sample } = hostile(db)
      const errors = [
        await refuses(() => Account.create({ email: 'b@example.org', nick: marker }), 'UNIQUE_VIOLATION'),
        await refuses(() => Account.create({ email: marker }), 'VALIDATION_FAILED'),
        await refuses(() => Account.create({ email: 'c@example.org', balance: marker }), 'VALIDATION_FAILED'),
        await refuses(() => Sample.create({ status: marker }), 'VALIDATION_FAILED'),
        await refuses(() => Sample.find({ where: { status: marker } }), 'INVALID_QUERY'),
        await refuses(() => Sample.find({ where: { count: marker } }), 'INVALID_QUERY'),
        await refuses(() => Sample.create({ secret: marker.slice(0, 3) }), 'VALIDATION_FAILED'),
      ]
      for (const error of errors) {
        assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, /sekret/, error.code)
      }
    },
  },
  {
    id: 'error-after-error',
    title: 'the store works on after every kind of refusal',
    async run({ db }) {
      await seed(db, { one: { count: 1 } })
      await db.Account.create({ email: 'a@example.org' })
      const { Sample } = hostile(db)
      for (let round = 0; round < 3; round++) {
        await refuses(() => db.Account.create({ email: 'a@example.org' }), 'UNIQUE_VIOLATION')
        await refuses(() => Sample.find({ where: { cuont: 1 } }), 'UNKNOWN_FIELD')
        await refuses(() => Sample.insertMany([{ label: 'x' }, { count: 'x' }]), 'VALIDATION_FAILED')
        assert.equal(await db.Sample.count({ count: 1 }), 1)
        await db.Sample.updateWhere({ label: 'one' }, { other: round })
      }
      assert.equal((await db.Sample.findOne())?.other, 2)
    },
  },
  {
    id: 'prototype-untouched',
    title: 'names of Object.prototype in filters, data and JSON reach no prototype',
    async run({ db }) {
      const { Sample } = hostile(db)
      const evil = JSON.parse(
        '{ "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 1 } } }',
      )
      await refuses(() => Sample.find({ where: evil }), 'UNKNOWN_FIELD')
      await refuses(() => Sample.find(evil), 'INVALID_QUERY')
      await refuses(() => Sample.create(evil), 'VALIDATION_FAILED')
      await refuses(() => Sample.updateWhere({ label: 'x' }, evil), 'VALIDATION_FAILED')
      await db.Sample.create({ label: 'one', data: evil })
      const read = (await db.Sample.findOne({ where: { label: 'one' } }))?.data
      assert.deepEqual(Object.keys(Object(read)).toSorted(), ['__proto__', 'constructor'])
      assert.equal(Object(read).polluted, undefined)
      assert.equal(Object({}).polluted, undefined)
      for (const name of ['toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf']) {
        await refuses(() => Sample.create({ [name]: 1 }), 'VALIDATION_FAILED')
      }
    },
  },
  {
    id: 'closed',
    title: 'a closed database refuses queries with a clear error, and may be closed twice',
    alone: true,
    async run({ db, close }) {
      await seed(db, { one: {} })
      await close()
      await close()
      await refuses(() => db.Sample.count(), 'NOT_CONNECTED')
      await refuses(() => db.Sample.create({ label: 'x' }), 'NOT_CONNECTED')
      await refuses(() => db.transaction(async () => undefined), 'NOT_CONNECTED')
    },
  },
  {
    id: 'persistence',
    title: 'what was written is there, typed the same, after the store is closed and opened again',
    needs: ['persistent'],
    alone: true,
    async run({ db, close, reopen }) {
      const row = {
        count: 1,
        big: 2n ** 60n,
        price: '1.1',
        amount: '-2.5',
        moment: new Date(5),
        data: { a: [1] },
        blob: Uint8Array.from([1, 0]),
      }
      const made = await db.Sample.create({ label: 'one', ...row })
      const json = JSON.stringify(made)
      await close()
      const later = await reopen()
      assert.equal(JSON.stringify(await later.Sample.findById(made.id)), json)
      assert.equal(await later.Sample.count({ price: '1.10', amount: '-2.5' }), 1)
      await later.sync()
      await later.sync()
      assert.equal(await later.Sample.count(), 1)
    },
  },
])
