import { expect, test } from 'vitest'
import { field } from '../schema/factories.ts'
import { memory } from '../stores/memory/index.ts'
import { createPrometheus } from './prometheus.ts'
import { createSlowStatements } from './slow-statements.ts'
import type { StatementEvent, WarningEvent } from './types/db-type.ts'

const statement = (duration: number, shape = 'select 1'): StatementEvent => ({
  ...{ model: 'Item', table: 'item', store: 'memory', place: { system: 'memory' } },
  kind: 'find',
  shape,
  duration,
  rows: 1,
})

test('a statement that takes long is told once for each shape', () => {
  const told: WarningEvent[] = []
  const note = createSlowStatements(50, (warning) => told.push(warning))
  for (const event of [statement(49), statement(51), statement(80), statement(90, 'select 2')]) note(event)
  expect(told).toMatchObject([
    { code: 'SLOW_STATEMENT', model: 'Item', shape: 'select 1', duration: 51 },
    { code: 'SLOW_STATEMENT', shape: 'select 2' },
  ])
  expect(told[0]?.message).toMatch(/^Item: a find took 51 ms, more than 50 ms: select 1\. Look for an index/)
})

test('connect takes the limit, and nothing else', async () => {
  const { defineModel, connect } = createPrometheus()
  class Item extends defineModel({ name: 'Item', schema: { id: field.id() } }) {}
  const warned = async (warnings: object) => {
    const db = await connect({ models: { Item }, store: memory(), warnings })
    const codes: string[] = []
    db.on('warning', ({ code }) => codes.push(code))
    await db.Item.count()
    await db.close()
    return codes
  }
  expect(await warned({ slow: 0 })).toEqual(['SLOW_STATEMENT'])
  expect(await warned({ slow: 60_000 })).toEqual([])
  for (const wrong of [{ slwo: 5 }, { slow: -1 }, { slow: '5' }])
    await expect(warned(wrong)).rejects.toThrow(/slow: milliseconds/)
})
