import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PrometheusError } from '../../src/errors/error.ts'
import type { Database } from '../mysql/server.ts'
import { freshDatabase, serverUrl as mysqlUrl, urlOf as mysqlUrlOf } from '../mysql/server.ts'
import type { Schema } from '../postgres/server.ts'
import { freshSchema, serverUrl } from '../postgres/server.ts'
import { programOf } from './blocks.ts'
import { done, equal, throws } from './checks.ts'
import type { Page } from './pages.ts'
import { pages } from './pages.ts'
import { checkedProgram } from './program.ts'
import type { Workshop } from './workshop.ts'
import { checksModule, openWorkshop } from './workshop.ts'

// Each page is one program: its TypeScript blocks in their order, compiled as a strict project compiles them, then run
// with every `// => value` and `// throws CODE` as a check.

interface Program extends Page {
  readonly name: string
  readonly source: string
}

const nameOf = (path: string) => path.toLowerCase().replace(/\.md$/, '').replaceAll('/', '-')

function programOfPage(page: Page): Program[] {
  const source = programOf(page.text)
  return source === undefined ? [] : [{ ...page, name: nameOf(page.path), source }]
}

const mustHaveOne = ({ path }: Page) => path === 'README.md' || path.startsWith('docs/guide/')
const all = pages()
const programs = all.flatMap(programOfPage)

let workshop: Workshop
/** Where scripts/test.mjs has found servers, pages that can use one do. */
let server: Schema | undefined
let database: Database | undefined

function urlOf({ name }: Schema): string {
  const url = new URL(serverUrl)
  url.searchParams.set('options', `-c search_path=${name}`)
  return url.href
}

beforeAll(async () => {
  server = serverUrl === '' ? undefined : await freshSchema()
  database = mysqlUrl === '' ? undefined : await freshDatabase()
  workshop = await openWorkshop({
    ...(server !== undefined && { DATABASE_URL: urlOf(server) }),
    ...(database !== undefined && { MYSQL_DATABASE_URL: mysqlUrlOf(database.name) }),
  })
})
afterAll(async () => {
  await workshop.close()
  await server?.drop()
  await database?.drop()
})

/** The lines that the compiler says of programs, told of their pages. */
function told(output: string): string[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('npm warn'))
  return programs.reduce(
    (texts, { name, path }) => texts.map((line) => line.replace(`typed/${name}.ts(`, `${path}(`)),
    lines,
  )
}

test('the README and every page of the guide has code', () => {
  expect(programs.length).toBeGreaterThan(5)
  expect(all.filter(mustHaveOne).map(({ path }) => path)).toEqual(
    programs.filter(mustHaveOne).map(({ path }) => path),
  )
})

test('all of it compiles', async () => {
  const { code, output } = await workshop.compile(
    Object.fromEntries(programs.map(({ name, source }) => [name, source])),
  )
  expect(told(output)).toEqual([])
  expect(code).toBe(0)
})

describe.concurrent('runs, and gives what it says', () => {
  test.each(programs)('$path', async ({ name, source }) => {
    const { code, output } = await workshop.run(name, checkedProgram(source, checksModule))
    expect(code, output).toBe(0)
    expect(output).toMatch(/^[1-9]\d* checks$/m)
  })
})

/** Runs a program of plain JavaScript right here. */
async function runHere(source: string): Promise<void> {
  const Program = (async () => {}).constructor as new (
    ...source: string[]
  ) => (...values: unknown[]) => Promise<void>
  const body = checkedProgram(source, 'checks').replace(/^import [^;]+;/, '')
  const program = new Program('$done', '$equal', '$throws', 'fail', body)
  await program(done, equal, throws, () => Promise.reject(new PrometheusError('MISUSE', 'a')))
}

describe('finds each breach', () => {
  test.each([
    ['a value', '1 + 1 // => 3', '2 !== 3'],
    ['a value on the lines below', '[1, 2]\n// => [1,\n//     3]', 'deep-equal'],
    ['a value of a variable', 'const sum = 1 + 1 // => 3', '2 !== 3'],
    ['a value inside a function', 'const f = async () => {\n  1 // => 2\n}\nawait f()', '1 !== 2'],
    ['what is logged', 'console.log(1 + 1) // => 3', '2 !== 3'],
    ['a call that does not throw', '1 // throws MISUSE', 'does not throw MISUSE'],
    ['another code', 'fail() // throws INTERNAL', "+ 'MISUSE'"],
    ['another message', 'fail() // throws MISUSE: b', "'a' !== 'b'"],
    ['an error that is none of ours', "Promise.reject(new TypeError('no')) // throws MISUSE", 'no'],
  ])('%s', async (_, source, reason) => {
    await expect(runHere(source)).rejects.toThrow(reason)
  })

  test('a program that fails, or makes no check', async () => {
    const [failing, idle] = await Promise.all([
      workshop.run('failing', checkedProgram('1 + 1 // => 3', checksModule)),
      workshop.run('idle', checkedProgram('1 + 1', checksModule)),
    ])
    expect(failing.code).not.toBe(0)
    expect(idle.output).toMatch(/^0 checks$/m)
  })

  test('a claim that no check can be made of', () => {
    expect(() => checkedProgram('const { a } = { a: 1 } // => 1', '')).toThrow('line 1')
    expect(() => checkedProgram('f()\n\n// => 1', '')).toThrow(
      '1 comments say what comes out, 0 could be checked',
    )
  })

  test('a block in a language that nobody checks', () => {
    expect(() => programOf('```js\n1\n```')).toThrow('line 1')
    expect(() => programOf('```\n1\n```')).toThrow('line 1')
    expect(() => programOf('```ts\n1')).toThrow('no end')
  })

  test('a type that is wrong', async () => {
    const { code, output } = await workshop.compile({ wrong: "\nconst n: number = 'a'" })
    expect(code).not.toBe(0)
    expect(output).toContain('typed/wrong.ts(2,')
  })
})

test('what is right passes, and its lines stay where they are', async () => {
  const page = [
    '# Page',
    '```sh\nnpm test\n```',
    '```ts\nconst a = 1\n```',
    'and so on',
    '```ts\na + 1 // => 2',
    'const pair = [a, a]',
    '// => [1,',
    '//      1]',
    'const f = async () => {\n  a // => 1\n}',
    'await f()',
    "console.log('a') // => 'a'",
    '```',
  ].join('\n')
  const source = programOf(page) ?? ''
  expect(source.split('\n')[5]).toBe('const a = 1')
  const checked = checkedProgram(source, checksModule)
  expect(checked.split('\n').indexOf('await f()')).toBe(page.split('\n').indexOf('await f()'))
  expect(await workshop.run('right', checked)).toEqual({
    code: 0,
    output: expect.stringContaining('4 checks'),
  })
})
