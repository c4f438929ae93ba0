import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/child.mjs'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { referencePages } from './reference/pages.ts'
import { writesPage } from './reference/writes.ts'

const pages = Object.entries(await referencePages())

test('there are pages to compare', () => {
  expect(pages).toHaveLength(5)
  for (const [, text] of pages)
    expect(text.split('\n').filter((line) => line.startsWith('| `')).length).toBeGreaterThan(5)
})

test.each(pages)('docs/reference/%s is what the code says (else: npm run docs:write)', (name, text) => {
  const path = join(root, 'docs/reference', name)
  expect(existsSync(path) ? readFileSync(path, 'utf8') : 'no such file').toBe(text)
})

test('what each write does is the same on SQLite', async () => {
  expect(await writesPage(() => sqlite(':memory:'))).toBe(
    readFileSync(join(root, 'docs/reference/writes.md'), 'utf8'),
  )
})
