import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isPrometheusError } from 'prometheus-odm'
import { describe, test } from 'vitest'
import type { LooseScope } from '../../src/testing/loose.ts'
import { runs, seed, stores, withStore } from './settings.ts'

interface Account {
  readonly email?: unknown
  readonly nick?: unknown
  readonly balance?: unknown
  readonly [more: string]: unknown
}

const present = Array.from({ length: 5 }, (_, index) => ({
  email: `p${index}@example.org`,
  nick: `p${index}`,
  balance: index,
  rank: index,
}))

const right: fc.Arbitrary<Account> = fc.record({ balance: fc.integer({ min: -100, max: 100 }) })
const wrong: fc.Arbitrary<Account> = fc.constantFrom<Account>(
  { email: 'p0@example.org' },
  { email: 'P1@EXAMPLE.org'.replace('P', 'p') },
  { nick: 'p2' },
  { rank: 3 },
  { email: 'not an address' },
  { email: null },
  { email: 5 },
  { balance: 1.5 },
  { balance: 'x' },
  { balance: Number.NaN },
  { unknown: 1 },
  { nick: '\0' },
  { nick: 'x'.repeat(256) },
)

const dump = async ({ Account }: LooseScope): Promise<string> =>
  JSON.stringify(await Account.find({ sort: { email: 'asc' } }))

async function failed(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return false
  } catch (error) {
    assert.ok(isPrometheusError(error), `not a PrometheusError: ${error}`)
    return true
  }
}

type Write = (db: LooseScope, rows: readonly Account[], bad: Account) => Promise<unknown>

const everyone = { email: { $ne: null } }
const ways: Readonly<Record<string, Write>> = {
  insertMany: ({ Account }, rows) => Account.insertMany(rows),
  updateWhere: ({ Account }, _, bad) => Account.updateWhere(everyone, { balance: 1000, ...bad }),
  upsert: ({ Account }, _, bad) =>
    Account.upsert({
      by: ['email'],
      create: { email: 'p4@example.org' },
      update: { balance: 1000, ...('email' in bad ? { nick: 'p0' } : bad) },
    }),
  save: async ({ Account }, _, bad) =>
    (await Account.findOne({ where: { nick: 'p4' } }))?.set({ balance: 1000, ...bad }).save(),
  transaction: (db, rows) =>
    db.transaction(async (tx: LooseScope) => {
      await tx.Account.destroyWhere({ nick: { $startsWith: 'p' }, balance: { $gt: 3 } })
      for (const row of rows) await tx.Account.create(row)
    }),
}

describe('a write that fails', () => {
  for (const store of stores) {
    for (const [way, write] of Object.entries(ways)) {
      test(`${store}: by ${way} leaves what was there`, async () => {
        await withStore(store, async (db) => {
          await db.Account.insertMany(present)
          const before = await dump(db)
          const property = fc.asyncProperty(
            fc.array(right, { maxLength: 12 }),
            wrong,
            fc.nat(12),
            async (rows, bad, at) => {
              const batch = rows.map((row, index) => ({ email: `n${index}@example.org`, ...row }))
              batch.splice(at % (batch.length + 1), 0, { email: 'bad@example.org', ...bad } as never)
              assert.ok(await failed(() => write(db, batch, bad)), 'it did not fail')
              assert.equal(await dump(db), before)
            },
          )
          await fc.assert(property, { seed, numRuns: runs(60) })
        })
      })
    }
  }
})
