import { expect, test } from 'vitest'
import { programOf } from './blocks.ts'
import { pages } from './pages.ts'
import { openWorkshop } from './workshop.ts'

const page = pages().find(({ path }) => path === 'docs/guide/write-a-store.md')
const program = programOf(page?.text ?? '') ?? ''

const suite = `
import { describe, test } from 'node:test'
conformance({ name: 'toy', open: () => ({ store: toy() }), runner: { describe, test }, capabilities })
`

test('the store of the page is less than 150 lines', () => {
  const lines = program.split('\n').filter((line) => line.trim() !== '')
  const store = lines.slice(lines.findIndex((line) => line.startsWith('const capabilities')))
  expect(store.length).toBeGreaterThan(100)
  expect(store.length).toBeLessThan(150)
})

test('it passes the conformance suite', { timeout: 300_000 }, async () => {
  const workshop = await openWorkshop({})
  try {
    const { code, output } = await workshop.run('toy-store', program + suite, 280_000)
    expect(output.match(/^ *not ok .*$/gm) ?? []).toEqual([])
    expect(code, output.slice(-2000)).toBe(0)
    expect(output).toMatch(/^# fail 0$/m)
    expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(300)
  } finally {
    await workshop.close()
  }
})
