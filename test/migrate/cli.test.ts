import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

// The command as it is installed.
const dist = new URL('../../dist/', import.meta.url)
const main = fileURLToPath(new URL('cli/index.js', dist))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prometheus-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    cwd: folder,
  })
  return { status, stdout, stderr }
}

const configText = (
  fields: string,
  more = '',
) => `import { createPrometheus, field } from '${dist.href}index.js'
import { sqlite } from '${dist.href}stores/sqlite/index.js'
import { memory } from '${dist.href}stores/memory/index.js'
const { defineModel } = createPrometheus()
export const Post = defineModel({ name: 'Post', schema: { id: field.id(), ${fields} } })
export const Visit = defineModel({ name: 'Visit', schema: { id: field.id() } })
export default { models: { Post, Visit }, store: sqlite('shop.db'), stores: { Visit: memory() } ${more} }
`
const config = (fields: string, more?: string) => file('prometheus.config.mjs', configText(fields, more))
const migrations = () => readdirSync(join(folder, 'migrations'))

describe('prometheus-odm migrate', () => {
  test('diff, apply, status, check, rollback', () => {
    config('title: field.string()')
    const diff = run('migrate', 'diff', 'First posts!')
    expect(diff).toMatchObject({ status: 0, stderr: '' })
    expect(diff.stdout).toMatch(
      /^\* make table post\nWritten to migrations\/\d{8}T\d{4}_first_posts\.sql: read it/,
    )
    const [name = ''] = migrations().map((one) => one.replace('.sql', ''))
    const text = readFileSync(join(folder, 'migrations', `${name}.sql`), 'utf8')
    expect(text).toMatch(/^-- Migration \S+\n-- database: sqlite\n-- tables: post\n-- result: [0-9a-f]{64}\n/)
    expect(text).toContain('-- * make table post')
    expect(text).not.toContain('visit')
    expect(run('migrate', 'status').stdout).toBe(`pending     ${name}\n`)
    expect(run('migrate', 'check')).toMatchObject({
      status: 1,
      stdout: `${name} is not applied: run apply.\n`,
    })
    expect(run('migrate', 'diff').stderr).toBe(
      `${name} is not applied yet: apply it first, or remove its file to write it anew.\n`,
    )
    expect(run('migrate', 'apply')).toEqual({ status: 0, stdout: `applied ${name}\n`, stderr: '' })
    expect(run('migrate', 'apply').stdout).toBe('There is nothing to apply.\n')
    expect(run('migrate', 'check')).toMatchObject({
      status: 0,
      stdout: 'Models, migrations and database agree.\n',
    })
    expect(run('migrate', 'diff').stdout).toBe(
      'The database is as the models say: there is nothing to write.\n',
    )
    const [json] = JSON.parse(run('migrate', 'status', '--format', 'json').stdout)
    expect(json).toMatchObject({ name, standing: 'applied', appliedAt: expect.stringMatching(/Z$/) })
    expect(run('migrate', 'rollback').stdout).toBe(`undone ${name}\n`)
    expect(run('migrate', 'rollback').stdout).toBe('There is nothing to undo.\n')
  }, 60_000)

  test('the configuration may be TypeScript, and a database that is there is recorded', () => {
    // The loader of TypeScript is the project's own.
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(
      fileURLToPath(new URL('../../node_modules/tsx', import.meta.url)),
      join(folder, 'node_modules', 'tsx'),
    )
    const text = configText('title: field.string()').replace(
      'export const Post',
      'const more: string[] = []\nexport const Post',
    )
    file('prometheus.config.ts', text.replace("'shop.db'", "'typed.db'"))
    expect(run('migrate', 'status').stderr).toMatch(/cannot be loaded: it is read as CommonJS; write "type"/)
    file('package.json', '{ "type": "module" }')
    expect(run('migrate', 'diff')).toMatchObject({ status: 0, stderr: '' })
    expect(run('migrate', 'apply').status).toBe(0)
    rmSync(join(folder, 'migrations'), { recursive: true })
    expect(run('migrate', 'apply').stderr).toMatch(/was applied, and its file is not there: put it back/)
    file('other.ts', text.replace("'shop.db'", "'typed.db'"))
    const forget =
      "import D from 'better-sqlite3'; new D('typed.db').exec('drop table prometheus_migrations')"
    symlinkSync(
      fileURLToPath(new URL('../../node_modules/better-sqlite3', import.meta.url)),
      join(folder, 'node_modules', 'better-sqlite3'),
    )
    spawnSync(process.execPath, ['--input-type=module', '-e', forget], { cwd: folder })
    expect(run('migrate', 'diff', '--initial', '-c', 'other.ts').stdout).toMatch(/make table post/)
    expect(run('migrate', 'apply', '--record', '-c', 'other.ts').stdout).toMatch(/^recorded \S+_change\n$/)
    expect(run('migrate', 'check', '-c', 'other.ts').status).toBe(0)
  }, 60_000)

  test('what removes data has to be allowed, and drift makes check fail', () => {
    config('title: field.string(), size: field.integer()')
    run('migrate', 'diff')
    run('migrate', 'apply')
    config('title: field.string()')
    const careful = run('migrate', 'diff')
    expect(careful.stdout).toBe(
      'Left out, since it removes data: column post.size (--allow-destructive writes it).\nThe database is as the models say: there is nothing to write.\n',
    )
    expect(run('migrate', 'check')).toMatchObject({
      status: 1,
      stdout: 'The models need a migration: remove post.size.\n',
    })
    expect(run('migrate', 'diff', '--allow-destructive').stdout).toContain('* remove post.size')
    expect(run('migrate', 'apply').status).toBe(0)
    expect(run('migrate', 'check').status).toBe(0)
  }, 60_000)

  test('a migration that cannot run says why in a line', () => {
    config('title: field.string()')
    run('migrate', 'diff', 'one')
    const [name = ''] = migrations()
    const path = join(folder, 'migrations', name)
    writeFileSync(path, readFileSync(path, 'utf8').replace('create table', 'creat table'))
    const { status, stderr } = run('migrate', 'apply')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^STORE_ERROR: .* It said: near "creat": syntax error\n$/)
    writeFileSync(path, 'select 1')
    expect(run('migrate', 'status').stderr).toMatch(/\.sql is no migration: it needs a line "-- up"/)
    cpSync(path, join(folder, 'migrations', 'notes.sql'))
    rmSync(path)
    expect(run('migrate', 'status').stderr).toMatch(/notes\.sql is not named as migrations are/)
  }, 60_000)

  test('what is called wrongly is told in a line', () => {
    const none = run('migrate', 'status')
    expect(none).toMatchObject({ status: 1, stdout: '' })
    expect(none.stderr).toMatch(
      /^There is no prometheus\.config\.ts here: make one that exports \{ models, store \}[^\n]*\n$/,
    )
    expect(run('migrate', 'status', '-c', 'nothing.mjs').stderr).toBe('There is no file nothing.mjs.\n')
    expect(run('migrate', 'status', '-c', file('empty.mjs', 'export const a = 1')).stderr).toMatch(
      /^empty\.mjs exports no store: export default \{ models, store: sqlite\('shop\.db'\) \}\.\n$/,
    )
    config('title: field.string()')
    expect(run('migrate', 'status', '--of', 'Pots').stderr).toBe(
      "There is no model Pots. Did you mean 'Post'?\n",
    )
    expect(run('migrate', 'status', '--of', 'Visit').stderr).toBe(
      'The store memory has no schema that could be migrated.\n',
    )
    expect(run('migrate', 'aply').stderr).toMatch(/unknown command 'aply'[\s\S]*Did you mean apply/)
    expect(run('migrate', 'rollback', '--steps', 'two').stderr).toMatch(/It must be a whole number/)
    expect(run('migrate', 'rollback', '--steps', '1', '--to', 'x').stderr).toBe(
      'Give --to or --steps, not both.\n',
    )
    expect(run('migrate', 'diff', '!').stderr).toMatch(/^MIGRATION_REFUSED: '!' is no name of a migration/)
    file('prometheus.config.mjs', configText('').replace("'shop.db'", "'no/such/shop.db'"))
    const nowhere = run('migrate', 'status')
    expect(nowhere.status).toBe(1)
    expect(nowhere.stderr).toMatch(/^CONNECTION_FAILED: [^\n]*there is no folder[^\n]*\n$/)
  }, 60_000)
})

describe('prometheus-odm pull', () => {
  test('writes models to the terminal, to a file and to a folder', () => {
    config('title: field.string()')
    run('migrate', 'diff')
    run('migrate', 'apply')
    const shown = run('pull')
    expect(shown).toMatchObject({ status: 0, stderr: '1 models; a diff finds nothing to do.\n' })
    expect(shown.stdout).toContain("export class Post extends defineModel({\n  name: 'Post',")
    expect(run('pull', 'shop.db').stdout).toBe(shown.stdout)
    expect(run('pull', 'shop.db', '-o', 'models.ts').stderr).toContain('Written to models.ts.')
    expect(readFileSync(join(folder, 'models.ts'), 'utf8')).toBe(shown.stdout)
    expect(run('pull', 'shop.db', '-o', 'models.ts').stderr).toMatch(/^models\.ts is there already/)
    expect(run('pull', 'shop.db', '-o', 'models.ts', '--force').status).toBe(0)
    expect(run('pull', 'shop.db', '-o', 'models').status).toBe(0)
    expect(readdirSync(join(folder, 'models'))).toEqual(['index.ts', 'post.ts', 'prometheus.ts'])
  }, 60_000)

  test('says in a line what is wrong, and makes no file', () => {
    expect(run('pull', 'none.db').stderr).toMatch(/^CONNECTION_FAILED: [^\n]*there is no such file[^\n]*\n$/)
    expect(existsSync(join(folder, 'none.db'))).toBe(false)
    expect(run('pull', 'x.db', '-c', 'y.mjs').stderr).toBe('Name a database or --config, not both.\n')
    expect(run('pull', file('text.db', 'words '.repeat(50))).stderr).toMatch(/^STORE_FOREIGN: /)
  }, 60_000)
})
