import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../src/database.ts'
import { openDatabase } from '../src/database.ts'
import { runImport } from '../src/import/run-import.ts'
import type { BadRow } from '../src/import/save-batch.ts'
import { loadSeed } from '../src/seed/load-seed.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

let folder: ReturnType<typeof temporaryFolder>
let db: Database

beforeEach(async () => {
  folder = temporaryFolder()
  db = await openDatabase(join(folder.path, 'test.db'))
})

afterEach(async () => {
  await db.close()
  folder[Symbol.dispose]()
})

function file(content: string): string {
  const path = join(folder.path, 'file.csv')
  writeFileSync(path, content)
  return path
}

async function importing(content: string, batch = 3) {
  const bad: string[] = []
  const badRow = ({ line, reason }: BadRow) => bad.push(`${line}: ${reason}`)
  const { inserted, updated, unchanged, finished } = await runImport(db, file(content), batch, { badRow })
  return { inserted, updated, unchanged, finished, bad }
}

const header = 'GTIN-14,Brand Name,Name,Size,Pages,Images\n'
const good = '00009800895007,Ferrero,Nutella,13 oz,,\n'

describe('an import', () => {
  it('takes every good row, and says of each bad one what is wrong', async () => {
    const rows = [
      good,
      '00009800895008,,Wrong check digit,,,\n',
      '00000080177128,Ferrero,,400 g,,\n',
      '00000080177128,Ferrero,"Nutella, open,400 g,,\n',
      '00000080177128,Ferrero,Nutella,400 g,,\n',
      `09300650658615,,${'x'.repeat(201)},,,\n`,
      '03017620422003,,Bad address,,,not an address\n',
      '00024463061095,,Sriracha,17 oz,many,\n',
      '00024463061095,,Sriracha\n',
      '00024463061095,Huy Fong Foods,Sriracha,17 oz,,https://example.com/a.jpg\n',
      ',,Nothing,,,\n',
    ]
    const result = await importing(header + rows.join(''))
    expect(result).toMatchObject({ inserted: 3, updated: 0, unchanged: 0, finished: true })
    expect(result.bad).toEqual([
      '3: the check digit of 00009800895008 is wrong: the last digit would have to be 7',
      '4: the name is missing',
      '5: a quote is opened and never closed',
      expect.stringMatching(/^7: .*name.*200/),
      expect.stringMatching(/^8: .*image/),
      '9: Pages has to be a number, and is “many”',
      '10: the record has 3 cells, and the header has 6',
      '12: the GTIN is missing',
    ])
    expect(await db.system('a test').Product.count()).toBe(3)
    expect(await db.ImportProblem.count()).toBe(8)
  })

  it('keeps what a file says', async () => {
    await importing(
      `${header}09780262134729,,"The ""Laws"" <of> Simplicity",240 g,100,"https://example.com/1.jpg, https://example.com/2.jpg"\n`,
    )
    expect(
      await db.system('a test').Product.findOne({ plain: true, include: { category: true } }),
    ).toMatchObject({
      gtin: '09780262134729',
      name: 'The "Laws" <of> Simplicity',
      brandId: null,
      companyId: null,
      category: { name: 'Books', slug: 'books', parentId: null },
      size: '240 g',
      weight: '240.000',
      unit: 'g',
      attributes: { pages: 100 },
      image: 'https://example.com/1.jpg',
      status: 'published',
      origin: 'import',
    })
  })

  it('run again changes nothing', async () => {
    await importing(header + good)
    const before = await db.system('a test').Product.find({ plain: true })
    expect(await importing(header + good)).toMatchObject({ inserted: 0, updated: 0, unchanged: 1 })
    expect(await db.system('a test').Product.find({ plain: true })).toEqual(before)
    expect(await db.ImportRun.count()).toBe(1)
  })

  it('of a newer file updates what is different, and leaves what it does not mention', async () => {
    await importing(`${header}${good}00000080177128,Ferrero,Nutella,400 g,,https://example.com/1.jpg\n`)
    const newer = `${header}${good}00000080177128,,Nutella!,750 g,,\n09300650658615,,Vegemite,600 g,,\n`
    expect(await importing(newer)).toMatchObject({ inserted: 1, updated: 1, unchanged: 1 })
    const include = { brand: true } as const
    expect(
      await db.system('a test').Product.findOne({ where: { gtin: '00000080177128' }, include }),
    ).toMatchObject({
      name: 'Nutella!',
      brand: { name: 'Ferrero' },
      size: '750 g',
      weight: '750.000',
      image: 'https://example.com/1.jpg',
      sortName: 'nutella',
    })
  })

  it('fills the gaps of what was written by hand, and overwrites none of it', async () => {
    await loadSeed(db)
    const row = '00009800895007,FERRERO SPA,nutella,14 oz,,https://example.com/1.jpg\n'
    expect(await importing(header + row)).toMatchObject({ inserted: 0, updated: 1 })
    const where = { gtin: '00009800895007' }
    expect(await db.system('a test').Product.findOne({ where, include: { brand: true } })).toMatchObject({
      name: 'Nutella',
      brand: { name: 'Ferrero' },
      size: '13 oz',
      image: 'https://example.com/1.jpg',
      origin: 'seed',
    })
    expect(await importing(header + row)).toMatchObject({ updated: 0, unchanged: 1 })
  })

  it('counts the first of two rows with one GTIN, in a batch and over batches', async () => {
    const rows = [
      good,
      '0009800895007,,Again,,,\n',
      '00000080177128,,Other,,,\n',
      '00009800895007,,And again,,,\n',
    ]
    const result = await importing(header + rows.join(''))
    expect(result).toMatchObject({
      inserted: 2,
      bad: ['3: the GTIN stands on line 2 already', '5: the GTIN stands on line 2 already'],
    })
    expect((await db.system('a test').Product.findOne({ where: { gtin: '00009800895007' } }))?.name).toBe(
      'Nutella',
    )
    expect(await db.ImportedGtin.count()).toBe(0)
  })

  it('that was stopped goes on where it was, and counts as one', async () => {
    const rows = Array.from(
      { length: 9 },
      (_, i) => `${['00009800895007', '00000080177128'][i] ?? 'x'},,Row ${i},,,\n`,
    )
    const path = file(header + rows.join(''))
    let batches = 0
    const stopped = await runImport(db, path, 4, { stopped: () => ++batches === 1 })
    expect(stopped).toMatchObject({ finished: false, inserted: 2, bad: 2 })
    const from: number[] = []
    const result = await runImport(db, path, 4, { resumed: (line) => from.push(line) })
    expect(from).toEqual([6])
    expect(result).toMatchObject({ finished: true, inserted: 2, bad: 7, part: 1 })
    expect(await db.ImportProblem.count()).toBe(7)
  })

  it('of the same file at the same time is refused', async () => {
    const path = file(`${header}${good}00000080177128,,Other,,,\n`)
    const nested = runImport(db, path, 1, {
      progressed: async () => {},
      badRow: () => {},
      stopped: () => false,
    })
    const results = await Promise.allSettled([nested, runImport(db, path, 1)])
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(await db.system('a test').Product.count()).toBe(2)
    for (const one of refused)
      expect(one).toMatchObject({ reason: { message: expect.stringContaining('Another import') } })
  })

  it('says which columns it does not read', async () => {
    const ignored: (readonly string[])[] = []
    const path = file('GTIN,Name,Colour,Brand\n00009800895007,Nutella,brown,Ferrero\n')
    await runImport(db, path, 3, { ignored: (columns) => ignored.push(columns) })
    expect(ignored).toEqual([['Colour']])
  })

  it.each([
    ['', /is empty/],
    ['Code;Name\n1;2\n', /not a file of products: it has no column GTIN-14 .*“Code;Name”/],
    ['GTIN-14,"Name\n', /the header cannot be read: a quote is opened and never closed/],
  ])('of %j is refused', async (content, message) => {
    await expect(importing(content)).rejects.toThrow(message)
    expect(await db.ImportRun.count()).toBe(0)
  })

  it('of a file that is not there is refused', async () => {
    await expect(runImport(db, join(folder.path, 'none.csv'), 3)).rejects.toThrow(
      /none\.csv cannot be read: ENOENT/,
    )
    await expect(runImport(db, folder.path, 3)).rejects.toThrow(/is not a file/)
  })
})
