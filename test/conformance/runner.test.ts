import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the suite runs under node:test as it does here', async () => {
  const file = fileURLToPath(new URL('by-node-test.ts', import.meta.url))
  const args = ['--import', 'tsx', '--test', '--test-reporter', 'tap', file]
  const { NODE_OPTIONS: _, ...env } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  expect(stdout).toMatch(/^# fail 0$/m)
  expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(20)
  expect(stdout).toContain("a sort by a relation's field keeps parents without it")
})
