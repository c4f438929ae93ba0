import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../src/database.ts'
import { openDatabase } from '../src/database.ts'
import { runImport } from '../src/import/run-import.ts'
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

const gtins = ['00009800895007', '00000080177128', '09300650658615', '05013665109389', '00024463061095']

/** Imports products of which each line says the brand, the company and the category. */
async function importing(lines: readonly string[], batch = 500) {
  const path = join(folder.path, 'file.csv')
  const rows = lines.map((line, i) => `${gtins[i]},Product ${i},${line}\n`)
  writeFileSync(path, `GTIN-14,Name,Brand Name,Company,Category\n${rows.join('')}`)
  const bad: string[] = []
  const result = await runImport(db, path, batch, { badRow: ({ reason }) => bad.push(reason) })
  return { ...result, bad }
}

const slugs = async (model: 'Brand' | 'Company' | 'Category') => {
  const found = await db
    .system('a test')
    .model(model)
    .find({ sort: { slug: 'asc' }, select: { slug: true } })
  return found.map(({ slug }) => slug)
}

describe('an import', () => {
  it.each([1, 2, 500])(
    'makes each brand and company once, however it is spelt, in batches of %i',
    async (batch) => {
      const lines = ['Kellogg’s,WK Kellogg Co,', "KELLOGG'S,wk kellogg co.,", 'kelloggs,,', '★,,', ',,']
      expect(await importing(lines, batch)).toMatchObject({ inserted: 5, bad: [] })
      expect(await slugs('Brand')).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), 'kelloggs'])
      expect(await slugs('Company')).toEqual(['wk-kellogg-co'])
      expect(await db.system('a test').Product.count({ brand: { name: 'Kellogg’s' } })).toBe(3)
      expect(await db.system('a test').Product.count({ company: null })).toBe(3)
      expect(await importing(lines, batch)).toMatchObject({ unchanged: 5 })
    },
  )

  it.each([1, 500])('makes the tree of categories once, in batches of %i', async (batch) => {
    const lines = [',,Food > Snacks', ',,food>SNACKS > Chips', ',,Pets > Snacks', ',,Snacks', ',,Food']
    expect(await importing(lines, batch)).toMatchObject({ inserted: 5, bad: [] })
    expect(await slugs('Category')).toEqual(['chips', 'food', 'pets', 'snacks', 'snacks-2'])
    expect(await db.system('a test').Product.count({ category: { slug: 'snacks' } })).toBe(2)
    expect(await db.system('a test').Product.count({ category: { parent: { slug: 'pets' } } })).toBe(1)
    expect(
      await db.system('a test').Category.findOne({ where: { slug: 'chips' }, include: { parent: true } }),
    ).toMatchObject({
      parent: { name: 'Snacks', slug: 'snacks' },
    })
    expect(await importing(lines, batch)).toMatchObject({ unchanged: 5 })
  })

  it('finds the brands, companies and categories that were written by hand', async () => {
    await loadSeed(db)
    const before = [
      await db.system('a test').Brand.count(),
      await db.system('a test').Company.count(),
      await db.system('a test').Category.count(),
    ]
    await importing(['FERRERO,Ferrero,Spreads', 'Ferrero,,Food > Pantry > Spreads', 'M&Ms,mars,chocolate'])
    expect([
      await db.system('a test').Brand.count(),
      await db.system('a test').Company.count(),
      await db.system('a test').Category.count(),
    ]).toEqual(before)
  })

  it('finds a product by the names that it belongs to', async () => {
    await importing(['Brûlée,Société,Desserts'])
    expect(await db.system('a test').Product.findOne({ plain: true })).toMatchObject({
      searchText: expect.stringMatching(/brulee societe .*desserts/),
    })
  })

  it('corrects what an earlier file said, and leaves what it does not mention', async () => {
    await importing(['Old,Company,Food'])
    await importing(['New,,'])
    const include = { brand: true, company: true, category: true } as const
    expect(await db.system('a test').Product.findOne({ include })).toMatchObject({
      brand: { name: 'New' },
      company: { name: 'Company' },
      category: { name: 'Food' },
    })
  })

  it('refuses names that are too long and trees that are too deep, and nothing else', async () => {
    const lines = [
      `${'x'.repeat(101)},,`,
      `,${'x'.repeat(101)},`,
      `,,Food > ${'x'.repeat(61)}`,
      ',,a > b > c > d > e > f',
      `${'🧴'.repeat(100)},${'y'.repeat(100)},a > b > > c > d > ${'z'.repeat(60)}`,
    ]
    const { inserted, bad } = await importing(lines)
    expect(inserted).toBe(1)
    expect(bad).toEqual([
      'the brand has more than 100 characters',
      'the company has more than 100 characters',
      'a category has more than 60 characters',
      'the category is more than 5 deep',
    ])
  })

  it('asks the database a number of times that does not grow with the batch', async () => {
    const count = async (lines: readonly string[]) => {
      let statements = 0
      const stop = db.on('statement', () => statements++)
      await importing(lines)
      stop()
      return statements
    }
    const line = (i: number) => `Brand ${i},Company ${i},All > Same > ${'Category'}`
    const one = await count([line(0)])
    await db.system('a test').Product.destroyWhere({ origin: 'import' })
    expect(await count([1, 2, 3, 4, 5].map(line))).toBeLessThanOrEqual(one)
  })
})
