import { expect, test } from 'vitest'
import { createPrometheus } from '../../model/prometheus.ts'
import { field } from '../../schema/factories.ts'
import { sqlite } from './index.ts'

const { defineModel, connect } = createPrometheus()
class Item extends defineModel({
  name: 'Item',
  schema: { id: field.id(), rank: field.integer({ min: 0, max: 10 }) },
}) {}

test('an increment that leaves the bounds of a field names it', async () => {
  const db = await connect({ models: { Item }, store: sqlite(':memory:'), sync: true })
  const { id } = await db.Item.create({ rank: 5 })
  for (const by of [6, -6])
    await expect(db.Item.updateWhere({ id }, { rank: { $inc: by } })).rejects.toMatchObject({
      code: 'NUMBER_OVERFLOW',
      message: expect.stringMatching(/^Item\.rank would leave/),
      details: { model: 'Item', field: 'rank', fields: ['rank'] },
    })
  await db.close()
})
