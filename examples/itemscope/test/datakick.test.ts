import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../src/database.ts'
import { runImport } from '../src/import/run-import.ts'
import { loadSeed } from '../src/seed/load-seed.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** A file of 3,000 real products, too large for this repository: PROMETHEUS_DATA names it or its folder. */
function dataFile(): string | null {
  const folder =
    process.env.PROMETHEUS_DATA ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url))
  const path = existsSync(folder) && statSync(folder).isFile() ? folder : join(folder, 'datakick-3000.csv')
  return existsSync(path) ? path : null
}

const path = dataFile()

describe('a large file of real, dirty data', () => {
  it('is imported whole but for its one broken GTIN, and again without a change', async ({ skip }) => {
    if (path === null) return skip('datakick-3000.csv is not here; set PROMETHEUS_DATA to its folder')
    using folder = temporaryFolder()
    const db = await openDatabase(join(folder.path, 'test.db'))
    const seeded = await loadSeed(db)
    const bad: unknown[] = []
    const first = await runImport(db, path, 500, { badRow: (row) => bad.push(row) })
    expect(bad).toEqual([{ line: 507, reason: 'a GTIN has only digits, and this is “00o27000382493”' }])
    expect(first.inserted + first.updated + first.unchanged).toBe(2999)
    expect(await db.system('a test').Product.count()).toBe(2999 + 1)
    expect(seeded).toBeGreaterThan(60)
    expect(await runImport(db, path, 500)).toMatchObject({ inserted: 0, updated: 0, unchanged: 2999, bad: 1 })
    expect(await db.system('a test').Product.findOne({ where: { gtin: '05901660000650' } })).toMatchObject({
      name: 'Żelki Malinki',
    })
    await db.close()
  })
})
