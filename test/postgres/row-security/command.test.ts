import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPrometheus, field } from 'prometheus-odm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Schema } from '../server.ts'
import { administer, freshSchema, serverUrl } from '../server.ts'
import { createRoles, dropRoles, roles, securedSchema } from './secured.ts'

const source = (path: string) => new URL(`../../../src/${path}`, import.meta.url).href
const main = fileURLToPath(source('cli/index.ts'))
const folder = mkdtempSync(join(tmpdir(), 'prometheus-rls-'))

let schema: Schema

beforeAll(async () => {
  await createRoles()
  schema = await freshSchema()
})

afterAll(async () => {
  await schema.drop()
  await dropRoles()
  rmSync(folder, { recursive: true })
})

/** A configuration of a model, whose roles and store are given as code. */
function config(name: string, role: string, store: string): string {
  const path = join(folder, name)
  writeFileSync(
    path,
    `import { createPrometheus, field } from '${source('index.ts')}'
import { postgres } from '${source('stores/postgres/index.ts')}'
import { memory } from '${source('stores/memory/index.ts')}'
const { defineModel } = createPrometheus()
const Post = defineModel({
  name: 'Post',
  schema: { id: field.id(), ownerId: field.string() },
  roles: { owner: ${role} },
  permissions: { read: ['owner'] },
})
export default { models: { Post }, store: ${store} }
`,
  )
  return path
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

const unreachable = "postgres('postgres://127.0.0.1:1/none')"

describe('prometheus-odm rls', () => {
  test('prints the rules of models without a database', () => {
    const path = config('print.mjs', "'ownerId'", unreachable)
    const up = run('rls', '-c', path, '--role', 'shop"s app')
    expect(up).toMatchObject({ status: 0, stderr: '' })
    expect(up.stdout).toMatch(/^begin;\n/)
    expect(up.stdout).toContain('create policy prometheus_read on "post" for select to "shop""s app"')
    const down = run('rls', '-c', path, '--role', 'shop', '--down')
    expect(down.stdout).toContain('drop function if exists prometheus_is(text);')
    expect(down.stdout).not.toContain('create policy')
  })

  test('says what is wrong', () => {
    const path = config('wrong.mjs', '{ check: () => true }', unreachable)
    const other = config('memory.mjs', "'ownerId'", 'memory()')
    const wrong = {
      "required option '--role <name>' not specified": ['-c', path],
      "Post: the role 'owner' is decided by a function": ['-c', path, '--role', 'shop'],
      'The store is memory: only PostgreSQL has row-level security': ['-c', other, '--role', 'shop'],
      '--reader is another role than --role': ['-c', path, '--role', 'shop', '--reader', 'shop'],
      'Give --check alone': ['-c', path, '--role', 'shop', '--check', '--migration'],
    }
    for (const [said, args] of Object.entries(wrong)) {
      const result = run('rls', ...args)
      expect(result.status).toBe(1)
      expect(result.stderr).toContain(said)
    }
  })

  test('writes a migration, which is applied and undone like any', async () => {
    const store = `postgres({ url: '${serverUrl}', schema: '${schema.name}' })`
    const path = config('migrate.mjs', "'ownerId'", store)
    const rules = ['rls', '-c', path, '--role', roles.application, '--reader', roles.reader, '--migration']
    const done = (...args: string[]) => expect(run(...args)).toMatchObject({ status: 0, stderr: '' })
    done('migrate', 'diff', '-c', path)
    expect(run(...rules).stderr).toContain('is not applied yet: apply it first')
    done('migrate', 'apply', '-c', path)
    done(...rules)
    const files = readdirSync(join(folder, 'migrations'))
    expect(files).toHaveLength(2)
    expect(readFileSync(join(folder, 'migrations', files[1] as string), 'utf8')).toContain(
      `-- * Rows are shown to ${roles.application} as the models say.`,
    )
    const policies = async () => {
      const [row] = await administer(
        `select count(*)::int as count from pg_policies where schemaname = '${schema.name}'`,
      )
      return row?.count
    }
    done('migrate', 'apply', '-c', path)
    expect(await policies()).toBe(4)
    expect(run('migrate', 'check', '-c', path).stdout).toContain('agree')
    done('migrate', 'rollback', '-c', path)
    expect(await policies()).toBe(0)
  })
  test('compares the rules of a database with those of models', async () => {
    const { defineModel } = createPrometheus()
    const Post = defineModel({
      name: 'Post',
      schema: { id: field.id(), ownerId: field.string() },
      roles: { owner: 'ownerId' },
      permissions: { read: ['owner'] },
    })
    const own = await securedSchema({ Post })
    await own.secure({ Post })
    const store = `postgres({ url: '${serverUrl}', schema: '${own.name}' })`
    const check = (path: string) =>
      run('rls', '-c', path, '--role', roles.application, '--reader', roles.reader, '--check')
    expect(check(config('same.mjs', "'ownerId'", store))).toEqual({
      ...{ status: 0, stderr: '' },
      stdout: 'The rules of models and database agree.\n',
    })
    expect(check(config('other.mjs', "{ where: { ownerId: 'ann' } }", store))).toEqual({
      ...{ status: 1, stderr: '' },
      stdout:
        'The policy prometheus_read of post is not as the models say.\nThe trigger prometheus_keep owner_id of post is of no model any more.\nApply what `prometheus-odm rls` writes to make them anew.\n',
    })
    await own.drop()
  }, 120_000)
})
