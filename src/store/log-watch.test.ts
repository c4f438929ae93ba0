import { expect, test, vi } from 'vitest'
import { LogWatch } from './log-watch.ts'

test('tells of what other processes have committed, and looks no more where nobody listens', async () => {
  const watch = new LogWatch()
  const told = vi.fn()
  let head = '1'
  const look = vi.fn(async () => head)
  const stop = watch.watch(told, look)
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), 5_000)
  head = '2'
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2), 5_000)
  stop()
  const looks = look.mock.calls.length
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(look).toHaveBeenCalledTimes(looks)
})

test('tells of what this process has committed at once, once for a turn', async () => {
  const watch = new LogWatch()
  const told = vi.fn()
  const stop = watch.watch(told, () => new Promise(() => {}))
  watch.tell()
  watch.tell()
  await Promise.resolve()
  expect(told).toHaveBeenCalledTimes(1)
  stop()
})
