import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { field, ref } from 'prometheus-odm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PulledDatabase } from '../../src/migrate/pull/pull.ts'
import { pullDatabase } from '../../src/migrate/pull/pull.ts'
import { manyFiles, oneFile } from '../../src/migrate/pull/text.ts'
import { engines } from './engines.ts'
import type { WrittenModel } from './workspace.ts'
import { Workspace } from './workspace.ts'

const id = field.id()

const shop: readonly WrittenModel[] = [
  {
    name: 'Company',
    schema: {
      id: field.id({ type: 'auto' }),
      name: field.string({ required: true, unique: true, maxLength: 80 }),
    },
  },
  {
    name: 'Product',
    table: 'wares',
    schema: {
      id,
      company: ref('Company', { type: 'auto', required: true }),
      parent: ref('Product', { index: false }),
      twin: ref('Product', { unique: true, column: 'sibling' }),
      name: field.string({ default: 'it\'s \\ "x"' }),
      notes: field.text(),
      stock: field.integer({ default: 0, index: true }),
      weight: field.number({ required: true }),
      price: field.decimal({ precision: 12, scale: 2, default: '9.90' }),
      shown: field.boolean({ default: true, nullable: true }),
      day: field.date({ default: '2026-11-30' }),
      at: field.datetime({ default: new Date('2026-11-30T12:34:56.789Z') }),
      hour: field.time(),
      meta: field.json({ default: { a: [1, "it's"] } }),
      tags: field.array(field.string()),
      state: field.enum(['draft', "it's"], { default: 'draft' }),
      image: field.bytes({ default: new Uint8Array([0, 255]) }),
      then_: field.integer({ column: 'then' }),
      Odd: field.integer({ column: 'Odd name' }),
    },
    indexes: [{ fields: ['name', 'stock'] }, { fields: ['state', 'day'], unique: true, name: 'by_state' }],
  },
  {
    name: 'Line',
    schema: {
      shelf: field.string({ required: true }),
      product: ref('Product', { required: true }),
      count: field.integer(),
    },
    key: ['shelf', 'productId'],
  },
]

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What the compiler says of files in a folder of this project. */
function problemsOf(files: ReadonlyMap<string, string>): string {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'pulled-'))
  try {
    for (const [name, text] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const paths = { 'prometheus-odm': [join(root, 'src', 'index.ts')] }
    const config = {
      extends: '../../../tsconfig.base.json',
      compilerOptions: { paths },
      include: ['**/*.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    return status === 0 ? '' : stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe.each(engines)('$name', (engine) => {
  let space: Workspace
  beforeEach(async () => {
    space = await Workspace.on(engine)
  })
  afterEach(() => space.end())

  const pull = (): Promise<PulledDatabase> => space.with((_store, access) => pullDatabase(access))

  test('what models made is read back into models that compile and need no migration', async () => {
    await space.migrate(shop)
    const pulled = await pull()
    expect(pulled.differences).toEqual([])
    expect(pulled.skipped).toEqual([])
    expect(pulled.models.map(({ name }) => name)).toEqual(['Company', 'Line', 'Wares'])
    const text = oneFile(pulled.models, pulled.skipped)
    const many = [...manyFiles(pulled.models, pulled.skipped)]
    const files = [['one.ts', text] as const, ...many.map(([name, each]) => [`many/${name}`, each] as const)]
    expect(problemsOf(new Map(files))).toBe('')
    const wrong = text.replace('precision:', 'precison:')
    expect(problemsOf(new Map([['wrong.ts', wrong]]))).toContain('precison')
    expect(text).toContain("company: ref('Company', { type: 'auto', required: true })")
    expect(text).toContain(
      "twin: ref('Wares', { unique: true, column: 'sibling' })".replace('twin', 'sibling'),
    )
    expect(text).toContain("day: field.date({ default: '2026-11-30' })")
    expect(text).toContain("state: field.enum(['draft', 'it\\'s'], { default: 'draft' })")
    expect(text).toContain("price: field.decimal({ precision: 12, scale: 2, default: '9.90' })")
    expect(text).toContain("key: ['shelf', 'productId']")
  }, 60_000)

  test('a table without a key is left out, and said to be', async () => {
    await space.sql('create table bare (line integer)')
    const { models, skipped } = await pull()
    expect(models).toEqual([])
    expect(skipped).toEqual([
      'Table bare has no primary key, which every model has: give it one, and pull again.',
    ])
    expect(oneFile(models, skipped)).toContain('// Table bare has no primary key')
  })
})
