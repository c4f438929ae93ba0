import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../src/database.ts'
import { checkDigit } from '../src/product/gtin.ts'
import { startChild } from './support/child.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const program = 'src/import/main.ts'
let folder: ReturnType<typeof temporaryFolder>
let database: string

beforeEach(() => {
  folder = temporaryFolder()
  database = join(folder.path, 'test.db')
})

afterEach(() => folder[Symbol.dispose]())

const start = (...args: string[]) => startChild(program, args, { ITEMSCOPE_DB: database })
const run = (...args: string[]) => start(...args).ended()

/** A file of many products; every hundredth row is bad. */
async function largeFile(rows: number): Promise<string> {
  const path = join(folder.path, 'large.csv')
  const file = createWriteStream(path)
  file.write('GTIN-14,Name,Size\n')
  for (let i = 0; i < rows; i++) {
    const body = String(4_000_000_000_000 + i)
    file.write(`${body}${(checkDigit(body) + (i % 100 === 99 ? 1 : 0)) % 10},Product ${i},${i} g\n`)
  }
  await finished(file.end())
  return path
}

describe('npm run import', () => {
  it('killed in the middle and started again ends as if nothing had happened', async () => {
    const path = await largeFile(20_000)
    const first = start(path, '--batch', '100')
    await first.printed(/ %/)
    first.process.kill('SIGKILL')
    expect(await first.ended()).toMatchObject({ signal: 'SIGKILL' })
    const between = await count()
    expect(between).toBeGreaterThan(0)
    expect(between).toBeLessThan(19_800)

    const second = await run(path, '--batch', '1000', '--report', join(folder.path, 'report.csv'))
    expect(second.output).toMatch(/Going on from line \d+; so far [1-9]/)
    expect(second.output).toContain('Done: 19,800 inserted, 0 updated, 0 unchanged, 200 bad')
    expect(second.code).toBe(0)
    expect(await count()).toBe(19_800)
    const report = readFileSync(join(folder.path, 'report.csv'), 'utf8').trimEnd().split('\n')
    expect(report).toHaveLength(201)
    expect(report[1]).toMatch(/^101,"the check digit of \d+ is wrong/)

    expect((await run(path)).output).toContain('Done: 0 inserted, 0 updated, 19,800 unchanged, 200 bad')
  })

  it('stopped by Ctrl-C ends its batch and says how to go on', async () => {
    const path = await largeFile(20_000)
    const child = start(path, '--batch', '100')
    await child.printed(/ %/)
    child.process.kill('SIGINT')
    const { code, output } = await child.ended()
    expect(code).toBe(130)
    expect(output).toContain('Stopped; the same command goes on from here')
  })

  it('tells the shell how it went', async () => {
    const path = join(folder.path, 'small.csv')
    writeFileSync(path, 'GTIN,Name\n00009800895007,Nutella\n1,Bad\n')
    const reported = join(folder.path, 'bad.csv')
    expect(await run(path, '--report', reported)).toMatchObject({
      code: 0,
      output: expect.stringContaining('line 3: a GTIN has 8'),
    })
    expect(readFileSync(reported, 'utf8')).toBe(
      'line,reason\n3,"a GTIN has 8, 12, 13 or 14 digits, and this has 1"\n',
    )
    expect((await run(path, '--strict')).code).toBe(3)
    writeFileSync(path, 'GTIN,Name\n1,Bad\n')
    expect((await run(path)).code).toBe(1)
  })

  it.each([
    [[], /^Usage: npm run import/],
    [['a.csv', 'b.csv'], /^Usage/],
    [['none.csv'], /none\.csv cannot be read: ENOENT/],
    [['--what'], /Unknown option '--what'/],
    [['x.csv', '--batch', '0'], /--batch has to be a number from 1 to 10,000, and is “0”/],
  ])('given %j says what is wrong, in words', async (args, message) => {
    const { code, output } = await run(...args)
    expect(code).toBe(2)
    expect(output.replace(/^Importing.*\n/, '')).toMatch(message)
    expect(output).not.toMatch(/^\s+at /m)
  })

  it('leaves alone a file that is no database of its own', async () => {
    const text = 'This is a letter, and no database at all. '.repeat(100)
    writeFileSync(database, text)
    const { code, output } = await run('x.csv')
    expect(code).toBe(1)
    expect(output).toMatch(/^STORE_\w+: /m)
    expect(output).not.toMatch(/^\s+at /m)
    expect(readFileSync(database, 'utf8')).toBe(text)
    expect(existsSync(`${database}-wal`)).toBe(false)
  })
})

async function count(): Promise<number> {
  const db = await openDatabase(database)
  try {
    return await db.system('a test').Product.count()
  } finally {
    await db.close()
  }
}
