import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = fileURLToPath(new URL('program', import.meta.url))
const installed = (name: string) => join(root, 'node_modules', name)
const execute = promisify(execFile)

let home: string
let packedFiles: string[]

/** Packs a folder as for the registry, and gives back the tarball's file name and its contents' paths. */
async function pack(folder: string): Promise<{ filename: string; files: { path: string }[] }> {
  const args = ['pack', folder, '--json', '--ignore-scripts', '--pack-destination', home]
  const { stdout } = await execute('npm', args, { cwd: home })
  const answer: unknown = JSON.parse(stdout)
  const [first] = Array.isArray(answer) ? answer : Object.values(answer as object)
  return first
}

/** Links what is compiled or heavy, so that nothing is fetched or compiled here. */
async function link(name: string) {
  await mkdir(dirname(join(home, 'node_modules', name)), { recursive: true })
  await symlink(installed(name), join(home, 'node_modules', name))
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'prometheus-consumer-'))
  await cp(program, home, { recursive: true })
  const ours = await pack(root)
  const [kysely, commander] = [await pack(installed('kysely')), await pack(installed('commander'))]
  packedFiles = ours.files.map(({ path }) => path)
  const dependencies = {
    'prometheus-odm': `file:${ours.filename}`,
    kysely: `file:${kysely.filename}`,
    commander: `file:${commander.filename}`,
  }
  await writeFile(join(home, 'package.json'), JSON.stringify({ type: 'module', private: true, dependencies }))
  await execute('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home })
  const drivers = ['better-sqlite3', 'ioredis', 'mongodb', 'mysql2', 'pg']
  for (const name of [...drivers, '@opentelemetry/api', 'zod', '@types/node', 'tsx']) await link(name)
}, 120_000)

afterAll(() => rm(home, { recursive: true, force: true }))

test('the tarball holds the build and the papers, nothing else', () => {
  const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']
  const others = packedFiles.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path))
  expect(others.sort()).toEqual(papers)
  expect(packedFiles).toContain('dist/index.d.ts')
  expect(packedFiles.filter((path) => path.includes('.test.'))).toEqual([])
})

test('every entry point of the manifest is there', async () => {
  const manifest = JSON.parse(await readFile(join(home, 'node_modules/prometheus-odm/package.json'), 'utf8'))
  const entries = Object.keys(manifest.exports)
  expect(entries).toEqual(
    expect.arrayContaining([
      '.',
      './sqlite',
      './postgres',
      './redis',
      './mysql',
      './memory',
      './mongodb',
      './mixins',
      './opentelemetry',
      './permissions',
      './store',
      './testing',
    ]),
  )
  const code = entries.map((entry) => {
    const name = JSON.stringify(join('prometheus-odm', entry))
    return entry.endsWith('.json') ? `import.meta.resolve(${name})` : `await import(${name})`
  })
  await execute(process.execPath, ['--input-type=module', '--eval', code.join('\n')], { cwd: home })
})

async function compile(typescript: string) {
  const tsc = installed(join(typescript, 'bin/tsc'))
  const result = await execute(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: home }).catch((e) => e)
  expect(result.stdout).toBe('')
}

test.each(['typescript-5.9', 'typescript-6.0', 'typescript'])(
  'a small strict program compiles by %s, libraries checked',
  compile,
)

describe('the command prometheus-odm', () => {
  const permissions = (file: string) =>
    execute(join(home, 'node_modules/.bin/prometheus-odm'), ['permissions', file], { cwd: home })

  const source = `import { createPrometheus, field } from 'prometheus-odm'
export const Post = createPrometheus().defineModel({
  name: 'Post',
  schema: { id: field.id() },
  permissions: { read: ['anyone'] },
})
`

  test.each(['posts.mjs', 'posts.ts'])('shows who may do what of %s', async (name) => {
    await writeFile(join(home, name), name.endsWith('.ts') ? `const size: number = 1\n${source}` : source)
    const { stdout } = await permissions(name)
    expect(stdout).toMatch(/^ {2}anyone +– +yes +– +– +– +everybody$/m)
  })
})

describe('the compiled program', () => {
  const expected = { names: ['Lamp'], prices: ['9.90'], refused: 'VALIDATION_FAILED', count: 2 }

  beforeAll(() => compile('typescript'))

  test.each(['sqlite', 'memory'])('runs on %s', async (store) => {
    const { stdout } = await execute(process.execPath, ['out/shop.js', store], { cwd: home })
    expect(JSON.parse(stdout)).toEqual(expected)
  })

  // The compiled better-sqlite3 here is of this Node's ABI, so on another Node the program runs in memory.
  test('runs on Node 24, in memory', async ({ skip }) => {
    const node24 = ['--yes', '--prefer-offline', 'node@24']
    const version = await execute('npx', [...node24, '--version'], { cwd: home, timeout: 120_000 }).catch(
      () => null,
    )
    if (!version?.stdout.startsWith('v24.')) skip('npx node@24 is not to be had here')
    const { stdout } = await execute('npx', [...node24, 'out/shop.js', 'memory'], { cwd: home })
    expect(JSON.parse(stdout)).toEqual(expected)
  })
})
