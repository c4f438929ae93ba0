import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/child.mjs'
import { referencePages } from './reference/pages.ts'

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
