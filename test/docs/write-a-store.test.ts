import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { root, run } from '../../scripts/child.mjs'
import { programOf } from './blocks.ts'
import { pages } from './pages.ts'

const page = pages().find(({ path }) => path === 'docs/guide/write-a-store.md')
const program = programOf(page?.text ?? '') ?? ''
// Inside the tree, where the package's own name is found as a user would find it.
const folder = await mkdtemp(fileURLToPath(new URL('store-', import.meta.url)))

afterAll(() => rm(folder, { recursive: true }))

const suite = `
import { describe, test } from 'node:test'
conformance({ name: 'toy', open: () => ({ store: toy() }), runner: { describe, test }, capabilities })
`

test('the store of the page is less than 150 lines', () => {
  const lines = program.split('\n').filter((line) => line.trim() !== '')
  expect(lines.length).toBeGreaterThan(100)
  expect(lines.length).toBeLessThan(180)
  const store = lines.slice(lines.findIndex((line) => line.startsWith('const capabilities')))
  expect(store.length).toBeLessThan(150)
})

test('it passes the conformance suite', { timeout: 300_000 }, async () => {
  const file = join(folder, 'toy-store.ts')
  await writeFile(file, program + suite)
  const args = ['--import', 'tsx', '--test', '--test-reporter', 'tap', file]
  const { NODE_OPTIONS: _, ...env } = process.env
  const { output } = await run(process.execPath, args, {
    cwd: root,
    env: { ...env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    timeout: 280_000,
  })
  expect(output.match(/^ *not ok .*$/gm) ?? []).toEqual([])
  expect(output).toMatch(/^# fail 0$/m)
  expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(300)
})
