import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Child } from './support/child.ts'
import { startChild } from './support/child.ts'
import { makeOlderDatabase } from './support/older-database.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const program = 'src/server.ts'
const children: Child[] = []
let folder: ReturnType<typeof temporaryFolder>
let database: string

beforeEach(() => {
  folder = temporaryFolder()
  database = join(folder.path, 'deep', 'er', 'test.db')
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill('SIGKILL')
    await child.ended()
  }
  folder[Symbol.dispose]()
})

function start(env: NodeJS.ProcessEnv = {}): Child {
  const child = startChild(program, [], { ITEMSCOPE_DB: database, PORT: '0', ...env })
  children.push(child)
  return child
}

async function addressOf(child: Child): Promise<string> {
  return (await child.printed(/Itemscope is at (http:\S+)/))[1] ?? ''
}

describe('npm start', () => {
  it('makes a database, loads the seed, serves, and does the same again without loading it twice', async () => {
    const first = start()
    const address = await addressOf(first)
    expect(first.output()).toMatch(/Loaded \d+ products/)
    expect(await (await fetch(`${address}/`)).text()).toContain('The Bra Dryer')
    first.process.kill('SIGTERM')
    expect(await first.ended()).toMatchObject({ code: 0, signal: null })

    const second = start()
    expect(await addressOf(second)).not.toBe('')
    expect(second.output()).not.toContain('Loaded')
    second.process.kill('SIGINT')
    expect(await second.ended()).toMatchObject({ code: 0, signal: null })
  })

  it('leaves alone the products of an older version, and says what to do', async () => {
    const older = join(folder.path, 'older.db')
    await makeOlderDatabase(older)
    const { code, output } = await start({ ITEMSCOPE_DB: older }).ended()
    expect(code).toBe(1)
    expect(output).toMatch(
      /older\.db was made by another version of Itemscope.*Name another one by ITEMSCOPE_DB/,
    )
    expect(output).not.toMatch(/^\s+at /m)
  })

  it('started twice at once loads the seed once', async () => {
    const both = [start(), start()]
    const [address] = await Promise.all(both.map(addressOf))
    expect(both.filter((child) => child.output().includes('Loaded'))).toHaveLength(1)
    const { products } = (await (await fetch(`${address}/healthz`)).json()) as { products: number }
    expect(products).toBeLessThan(200)
  })

  it('told to stop ends though a reader keeps a connection open', async () => {
    const child = start()
    const { port, hostname } = new URL(await addressOf(child))
    const socket = connect(Number(port), hostname)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    socket.on('error', () => {})
    child.process.kill('SIGTERM')
    expect(await child.ended()).toMatchObject({ code: 0 })
  })

  it('gives out its public address', async () => {
    const address = await addressOf(start({ ITEMSCOPE_ORIGIN: 'https://itemscope.example' }))
    const response = await fetch(`${address}/01/00009800895007.jsonld`)
    expect(await response.json()).toMatchObject({ '@id': 'https://itemscope.example/01/00009800895007' })
    expect(response.headers.get('Strict-Transport-Security')).toContain('max-age')
  })

  it.each([
    [{ PORT: 'abc' }, 'PORT has to be a number from 0 to 65535, and is “abc”.'],
    [{ PORT: '65536' }, 'PORT has to be a number'],
    [{ ITEMSCOPE_ORIGIN: 'itemscope' }, 'ITEMSCOPE_ORIGIN has to be an address'],
  ])('with %j says what is wrong', async (env, message) => {
    const { code, output } = await start(env).ended()
    expect(code).toBe(1)
    expect(output).toContain(message)
    expect(output).not.toMatch(/^\s+at /m)
  })

  it('says so where the port is taken or the file is no database', async () => {
    const port = new URL(await addressOf(start())).port
    const taken = await start({ PORT: port, ITEMSCOPE_DB: join(folder.path, 'b.db') }).ended()
    expect(taken.output).toContain('The port is taken. Choose another one with PORT=3001')
    const letter = join(folder.path, 'letter.db')
    writeFileSync(letter, 'This is a letter, and no database at all. '.repeat(100))
    const foreign = await start({ ITEMSCOPE_DB: letter }).ended()
    expect([foreign.code, foreign.output]).toEqual([1, expect.stringMatching(/^STORE_\w+: [^\n]+\n$/)])
  })
})
