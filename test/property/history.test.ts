import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { AuditEntry } from 'prometheus-odm/mixins'
import { describe, test } from 'vitest'
import type { LooseDatabase } from '../../src/testing/loose.ts'
import type { Step } from './history-models.ts'
import { historyModels, MOST, steps } from './history-models.ts'
import type { Doc } from './history-writes.ts'
import { docs, refusal, Undone, write } from './history-writes.ts'
import { runs, seed, stores, withModels } from './settings.ts'
import { idAt } from './values.ts'

const TOLD = ['name', 'count', 'parentId', 'deletedAt'] as const

/** A record as one sees it. */
const seen = (doc: Doc | undefined) =>
  doc && JSON.stringify([doc.isNew, [...doc.changed].sort(), ...TOLD.map((name) => doc[name]), doc.version])

/** Does one step; what is refused or undone leaves the record that it was about as it was. */
async function take(db: LooseDatabase, held: Map<number, Doc>, one: { step: Step; fate: string }) {
  const { step, fate } = one
  if (step.op === 'hold') {
    const found = (await docs(db).withDeleted().findById(idAt(step.at))) as Doc | null
    if (found !== null) held.set(step.at, found)
    return found?.name
  }
  if (fate === 'alone') {
    held.get(step.at)?.set(step.op === 'save' ? (step.values ?? {}) : {})
    const before = seen(held.get(step.at))
    return write(docs(db), held, step).catch((error: unknown) => {
      assert.deepEqual(seen(held.get(step.at)), before)
      return refusal(error)
    })
  }
  const run = async (tx: LooseDatabase) => {
    const result = await write(docs(tx), new Map(), step)
    if (fate === 'undone') throw new Undone()
    return result
  }
  return db.transaction(run).catch(refusal)
}

/** What a record is by its history: its attributes, or nothing where it is not there. */
function retold(entries: readonly AuditEntry[]): Record<string, unknown> | undefined {
  let row: Record<string, unknown> | undefined
  for (const { action, diff } of entries.toReversed()) {
    if (action === 'create') row = Object.fromEntries(TOLD.map((name) => [name, null]))
    for (const name of TOLD) {
      const change = diff[name]
      if (change === undefined) continue
      assert.ok(row, `a ${action} of what is not there`)
      if (action !== 'create') assert.deepEqual(row[name], change.from, `${action}: ${name} was another`)
      row[name] = change.to ?? null
    }
    if (action === 'destroy' && diff.id !== undefined) row = undefined
  }
  return row
}

async function checkAll(db: LooseDatabase): Promise<void> {
  const Model = docs(db)
  const all = await Model.withDeleted().find()
  const living = all.filter((doc) => doc.deletedAt === null)
  assert.equal(await Model.count(), living.length)
  const names = living.map((doc) => doc.name).filter((name) => name !== null)
  assert.equal(new Set(names).size, names.length, 'two living records have one name')
  for (let at = 0; at < MOST; at++) {
    const json = all.find((doc) => doc.id === idAt(at))
    const stored =
      json && Object.fromEntries(TOLD.map((name) => [name, JSON.parse(JSON.stringify(json))[name]]))
    const entries = await Model.historyOf(idAt(at))
    assert.deepEqual(retold(entries), stored, `the history of record ${at}`)
    if (json?.version !== undefined && entries[0])
      assert.ok(Number(entries[0].version) <= Number(json.version))
  }
}

describe.each([true, false])('with versions: %s', (isVersioned) => {
  test('every history tells what its record is, whatever was written, refused and undone', async () => {
    const property = fc.asyncProperty(steps, async (all) => {
      const outcomes: unknown[] = []
      for (const name of stores) {
        const results: unknown[] = []
        await withModels(name, historyModels(isVersioned), async (db) => {
          await docs(db).insertMany(
            Array.from({ length: MOST }, (_, at) => ({ id: idAt(at), name: 'abc'[at] })),
          )
          const held = new Map<number, Doc>()
          for (const one of all) results.push(await take(db, held, one as { step: Step; fate: string }))
          await checkAll(db)
        })
        outcomes.push(results)
      }
      for (const outcome of outcomes.slice(1))
        assert.deepEqual(outcome, outcomes[0], 'the stores do not agree')
    })
    await fc.assert(property, { numRuns: runs(60), seed })
  })
})
