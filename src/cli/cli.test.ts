import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const main = fileURLToPath(new URL('index.ts', import.meta.url))
const library = new URL('../index.ts', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'prometheus-cli-'))

afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

const models = file(
  'models.mjs',
  `import { createPrometheus, field } from '${library}'
const { defineModel } = createPrometheus()
export class Post extends defineModel({
  name: 'Post',
  schema: { id: field.id(), ownerId: field.string() },
  roles: { owner: 'ownerId' },
  permissions: { read: ['anyone'], update: ['owner'] },
}) {}
export const others = { Plain: defineModel({ name: 'Plain', schema: { id: field.id() } }), Post }
export const SIZE = 3
`,
)

describe('prometheus-odm permissions', () => {
  test('shows a table, Markdown, JSON and HTML', () => {
    const table = run('permissions', models)
    expect(table).toMatchObject({ status: 0, stderr: '' })
    expect(table.stdout).toMatch(/^ {2}anyone +– +yes/m)
    expect(table.stdout).toContain('Plain: for code only')
    expect(table.stdout.match(/^Post$/gm)).toHaveLength(1)
    expect(run('permissions', models, '--format', 'markdown').stdout).toContain('| role | create |')
    expect(run('permissions', models, '-f', 'html').stdout).toContain('<caption>Post</caption>')
    const json = JSON.parse(run('permissions', models, '-f', 'json').stdout)
    expect(json.map(({ model }: { model: string }) => model).toSorted()).toEqual(['Plain', 'Post'])
  })

  test('writes a file', () => {
    const out = join(folder, 'matrix.md')
    expect(run('permissions', models, '-f', 'markdown', '-o', out)).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    })
    expect(readFileSync(out, 'utf8')).toContain('## Post')
    const nowhere = run('permissions', models, '-o', join(folder, 'none', 'matrix.md'))
    expect(nowhere).toMatchObject({ status: 1, stdout: '' })
    expect(nowhere.stderr).toMatch(/^.*matrix\.md cannot be written: ENOENT[^\n]*\n$/)
  })

  test('says in a line what is wrong', () => {
    const wrong = {
      [join(folder, 'none.mjs')]: /There is no file .*none\.mjs\.\n$/,
      [file('empty.mjs', 'export const a = 1')]: /exports no model of defineModel; it exports a\.\n$/,
      [file('broken.mjs', 'export const = 1')]: /broken\.mjs cannot be loaded: Unexpected token/,
    }
    for (const [path, message] of Object.entries(wrong)) {
      const { status, stdout, stderr } = run('permissions', path)
      expect([status, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(message)
      expect(stderr).not.toContain('    at ')
    }
    const format = run('permissions', models, '-f', 'tabel')
    expect(format.status).toBe(1)
    expect(format.stderr).toMatch(/Allowed choices are table, markdown, json, html/)
    expect(run('permisions').stderr).toMatch(/unknown command 'permisions'[\s\S]*Did you mean permissions/)
    expect(run('permissions').stderr).toMatch(/missing required argument 'file'/)
  })

  test('has a version and help', () => {
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(run('permissions', '--help').stdout).toContain('--format')
    expect(() => execFileSync(process.execPath, ['--import', 'tsx', main, '--help'])).not.toThrow()
  })
})
