import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPrometheus } from '../../model/prometheus.ts'
import { field } from '../../schema/factories.ts'
import { sqlite } from './index.ts'

const { defineModel, connect } = createPrometheus()

class Page extends defineModel({
  name: 'Page',
  schema: { id: field.id(), text: field.text({ required: true }) },
}) {}
interface Models {
  Page: typeof Page
}

const text = 'x'.repeat(4_000)
const full = (path: string) =>
  expect.objectContaining({
    code: 'STORE_FULL',
    retryable: false,
    message: expect.stringMatching(/no room left on the disk: free some/),
    details: expect.objectContaining({ path }),
  })

let disk: string
beforeEach(({ skip }) => {
  disk = mkdtempSync(join(tmpdir(), 'prometheus-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk])
  if (status !== 0) skip('no disk of its own can be mounted here, to be filled: that takes an administrator')
})
afterEach(() => {
  spawnSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true })
})

const open = (path: string) => connect<Models>({ models: { Page }, store: sqlite(path), sync: true })

/** Creates pages until one is refused. */
async function fill(pages: { create(values: { text: string }): Promise<unknown> }): Promise<never> {
  for (;;) await pages.create({ text })
}

test('a full disk refuses what has no room, keeps all else, and takes more when there is room again', async () => {
  const path = join(disk, 'pages.db')
  const other = join(disk, 'ballast')
  writeFileSync(other, Buffer.alloc(500_000))
  const db = await open(path)
  await expect(fill(db.Page)).rejects.toEqual(full(path))
  const kept = await db.Page.count()
  expect(kept).toBeGreaterThan(50)

  await expect(db.transaction((tx) => fill(tx.Page))).rejects.toEqual(full(path))
  await expect(db.Page.insertMany(Array.from({ length: 3_000 }, () => ({ text })))).rejects.toEqual(
    full(path),
  )
  await expect(open(join(disk, 'new.db'))).rejects.toEqual(full(join(disk, 'new.db')))
  expect([await db.Page.count(), await db.Page.count({ text })]).toEqual([kept, kept])

  rmSync(other)
  await db.transaction((tx) => tx.Page.create({ text }))
  expect(await db.Page.count()).toBe(kept + 1)
  await db.close()
  const again = await open(path)
  expect(await again.Page.count()).toBe(kept + 1)
  await again.close()
})
