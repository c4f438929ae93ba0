import { expect, test } from 'vitest'
import { field } from '../../schema/factories.ts'
import type { Store } from '../../store/contract.ts'
import { memory } from '../../stores/memory/index.ts'
import { createPrometheus } from '../prometheus.ts'

const { defineModel, connect } = createPrometheus()

/** A store that takes each statement for itself. */
function single(): Store {
  const store = memory()
  return {
    name: 'single',
    capabilities: { ...store.capabilities, transactions: false, savepoints: false },
    open: (shapes) => store.open(shapes),
    sync: () => store.sync(),
    prepare: (plan) => store.prepare(plan),
    begin: () => {
      throw new Error('there are no transactions')
    },
    close: () => store.close(),
  }
}

test('hooks run on a store without transactions too, those after the commit as soon as it is stored', async () => {
  const ran: string[] = []
  let failing = false
  class Item extends defineModel({
    name: 'Item',
    schema: { id: field.id(), name: field.string() },
    hooks: {
      afterSave() {
        ran.push('afterSave')
        if (failing) throw new Error('refused')
      },
      async afterCommit({ action }) {
        await Promise.resolve()
        ran.push(`committed ${action}`)
      },
    },
  }) {}
  const db = await connect({ models: { Item }, store: single() })
  const item = await db.Item.create({ name: 'a' })
  await item.set({ name: 'b' }).save()
  await item.destroy()
  const saved = ['afterSave', 'committed create', 'afterSave', 'committed update']
  expect(ran.splice(0)).toEqual([...saved, 'committed destroy'])
  failing = true
  await expect(db.Item.create({ name: 'c' })).rejects.toThrow('refused')
  expect(ran).toEqual(['afterSave'])
})
