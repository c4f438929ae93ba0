import { expect, test } from 'vitest'
import { redis } from './index.ts'

test('the store says which database it is, and never as whom', () => {
  const place = { system: 'redis', namespace: '3', address: 'cache', port: 6380 }
  expect(redis('rediss://ann:secret@cache:6380/3').place).toEqual(place)
  expect(redis('redis://cache').place).toEqual({ ...place, namespace: '0', port: 6379 })
})
