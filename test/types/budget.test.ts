import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Compilation } from './compile.ts'
import { compile, here } from './compile.ts'
import { generateApplication } from './generate-application.ts'

const COMPILER = 'typescript'

let harness: string
let output: string

async function application(models: number, queries: number, emit?: string): Promise<Compilation> {
  const sources = generateApplication({ models, queries, harness })
  const result = await compile(COMPILER, { sources, ...(emit !== undefined && { emit }) })
  expect(result.lines.filter((line) => line.includes('error TS'))).toEqual([])
  return result
}

beforeAll(async () => {
  const text = await readFile(join(here, 'harness.ts'), 'utf8')
  harness = text.replaceAll("'../../src/", "'../../../src/")
  output = await mkdtemp(join(tmpdir(), 'prometheus-types-'))
})
afterAll(() => rm(output, { recursive: true, force: true }))

test('50 models with 500 queries stay within the budget of instantiations, and 200 within 4.2 times that', async () => {
  const one = await application(1, 0)
  const models = await application(50, 0)
  const small = await application(50, 10)
  const large = await application(200, 10)
  const [alone, fifty, twoHundred] = [models, small, large].map((result) => result.figure('Instantiations'))
  console.log(
    `instantiations: 50 models ${alone}, with 500 queries ${fifty} (${small.figure('Total time')} s), 200 models ${twoHundred}`,
  )
  expect(fifty).toBeGreaterThan(50_000)
  expect(fifty).toBeLessThanOrEqual(720_000)
  expect((Number(alone) - one.figure('Instantiations')) / 49).toBeLessThanOrEqual(4_000)
  expect((Number(fifty) - Number(alone)) / 500).toBeLessThanOrEqual(1_100)
  expect(Number(twoHundred) / Number(fifty)).toBeLessThanOrEqual(4.2)
})

test('emitted declarations leave nothing out, and that of the database stays small', async () => {
  await application(50, 0, output)
  const database = await findDeclaration('db.d.ts')
  const model = await findDeclaration('model-0.d.ts')
  expect(model).toContain('rename(name: string): Promise<this>')
  expect(model + database).not.toContain('elided')
  const own = database.slice(database.indexOf('export declare const db'))
  expect(own.length).toBeGreaterThan(20)
  expect(own.length / 50).toBeLessThan(100)
})

/** The compiler mirrors the folders of the sources in its output. */
async function findDeclaration(name: string): Promise<string> {
  const entries = await readdir(output, { recursive: true })
  const found = entries.find((entry) => entry.endsWith(`/${name}`) || entry === name)
  return readFile(join(output, found ?? name), 'utf8')
}
