import { expect, test } from 'vitest'
import { mongodb } from './index.ts'

test('the store says which database it is', () => {
  expect(mongodb('mongodb://ann:secret@one,two/shop').place).toEqual({ system: 'mongodb', namespace: 'shop' })
})
