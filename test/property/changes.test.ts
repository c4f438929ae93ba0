import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createPrometheus, field, ref } from 'prometheus-odm'
import { softDelete, versioned } from 'prometheus-odm/mixins'
import { describe, test } from 'vitest'
import type { LooseDatabase } from '../../src/testing/loose.ts'
import { allChanges } from '../../src/testing/scenarios/change-models.ts'
import type { Step } from './history-models.ts'
import { MOST, step } from './history-models.ts'
import { docs, refusal, Undone, write } from './history-writes.ts'
import { runsOn, seed, stores, withModels } from './settings.ts'

const { defineModel } = createPrometheus()

const docModels = () => ({
  Doc: defineModel({
    name: 'Doc',
    schema: {
      id: field.id(),
      name: field.string({ unique: true }),
      count: field.integer(),
      parent: ref('Doc', { onDelete: 'cascade' }),
    },
    mixins: [softDelete(), versioned()],
    changes: true,
  }),
})

/** Writes that are one transaction, each perhaps in a savepoint that is undone. */
interface Batch {
  readonly steps: readonly { readonly step: Step; readonly undone: boolean }[]
  readonly fate: 'alone' | 'kept' | 'undone'
}

const batches: fc.Arbitrary<readonly Batch[]> = fc.array(
  fc.record({
    steps: fc.array(fc.record({ step: step as fc.Arbitrary<Step>, undone: fc.boolean() }), {
      minLength: 1,
      maxLength: 5,
    }),
    fate: fc.constantFrom('alone', 'kept', 'undone'),
  }),
  { minLength: 1, maxLength: 12, size: 'max' },
)

const writeOne = (db: LooseDatabase, one: Step) => write(docs(db), new Map(), one)

async function inSavepoint(tx: LooseDatabase, one: Step, undone: boolean): Promise<void> {
  const run = async (inner: LooseDatabase) => {
    await writeOne(inner, one)
    if (undone) throw new Undone()
  }
  await tx.transaction(run).catch(refusal)
}

async function take(db: LooseDatabase, { steps, fate }: Batch): Promise<void> {
  if (fate === 'alone') {
    for (const one of steps) await writeOne(db, one.step).catch(refusal)
    return
  }
  const run = async (tx: LooseDatabase) => {
    for (const one of steps) await inSavepoint(tx, one.step, one.undone)
    if (fate === 'undone') throw new Undone()
  }
  await db.transaction(run).catch(refusal)
}

type Content = Map<string, unknown>

/** What is stored, by key. */
async function content(db: LooseDatabase): Promise<Content> {
  const all = await docs(db).withDeleted().find()
  return new Map(all.map((doc) => [String(doc.id), JSON.parse(JSON.stringify(doc))]))
}

/** What changes make of nothing; each has to begin where the one before has ended. */
async function replayed(db: LooseDatabase): Promise<Content> {
  const rows: Content = new Map()
  for (const { op, key, before, after, changed } of await allChanges(db)) {
    const name = String(key)
    assert.deepEqual(rows.get(name) ?? null, before, `${op}: before it, the record was another`)
    assert.equal(op === 'create', before === null)
    const differing = Object.keys(after ?? {}).filter(
      (field) => before !== null && JSON.stringify(before[field]) !== JSON.stringify(after?.[field]),
    )
    assert.deepEqual([...changed].toSorted(), differing.toSorted())
    assert.ok(before === null || after === null || changed.length > 0, `${op}: nothing has changed`)
    if (after === null) rows.delete(name)
    else rows.set(name, after)
  }
  return rows
}

describe('changes make of nothing what is stored', () => {
  for (const name of stores) {
    test(`${name}, whatever was written, refused and undone`, async () => {
      const property = fc.asyncProperty(batches, async (all) => {
        await withModels(name, docModels(), async (db) => {
          for (const batch of all) await take(db, batch)
          const [stored, told] = [await content(db), await replayed(db)]
          assert.ok(stored.size <= MOST)
          assert.deepEqual(told, stored)
        })
      })
      await fc.assert(property, { numRuns: runsOn(name, 80), seed })
    })
  }
})
