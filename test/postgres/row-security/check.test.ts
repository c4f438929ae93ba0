import { createPrometheus, field, ref } from 'prometheus-odm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowSecurityPlan } from '../../../src/model/guard/row-security-plan.ts'
import type { RowSecurity } from '../../../src/store/row-security.ts'
import type { Schema } from '../server.ts'
import { administer, freshSchema } from '../server.ts'
import type { Secured } from './secured.ts'
import { createRoles, dropRoles, roles, securedSchema } from './secured.ts'
import { models } from './shop.ts'

let shop: Secured
let schema: Schema

beforeAll(async () => {
  await createRoles()
  shop = await securedSchema(models)
  await shop.secure(models)
  schema = await freshSchema()
})

afterAll(async () => {
  await shop.drop()
  await schema.drop()
  await dropRoles()
})

type Models = Readonly<Record<string, unknown>>

/** How the rules of a schema differ from those of models. */
async function compare(given: Models, name = shop.name, by = roles): Promise<readonly string[]> {
  const store = schema.store({ schema: name })
  await store.open([])
  try {
    const { compare } = store.rowSecurity as RowSecurity
    return await compare(rowSecurityPlan({ models: given, store }, store), by)
  } finally {
    await store.close()
  }
}

const undone = async (statements: readonly string[], work: () => Promise<void>): Promise<void> => {
  await shop.own(statements)
  await work()
  await shop.secure(models)
}

describe('the rules of a database compared with those of models', () => {
  test('are alike as they are applied, and nothing of the comparison stays', async () => {
    const schemas = () =>
      administer("select nspname from pg_namespace where nspname like 'prometheus_check%'")
    expect(await compare(models)).toEqual([])
    await shop.secure(models)
    expect(await compare(models)).toEqual([])
    expect(await schemas()).toEqual([])
  })

  test.each([
    ['alter policy prometheus_read on note using (true)', 'policy prometheus_read of note is not as'],
    [
      'alter policy prometheus_update on note with check (true)',
      'policy prometheus_update of note is not as',
    ],
    ['alter policy prometheus_read on note to public', 'policy prometheus_read of note is not as'],
    ['drop policy prometheus_destroy on note', 'policy prometheus_destroy of note is missing'],
    ['alter table note no force row level security', 'forced row level security of note is missing'],
    ['alter table note disable row level security', 'forced row level security of note is missing'],
    [
      'drop trigger "prometheus_keep deleted_at" on note',
      'trigger prometheus_keep deleted_at of note is missing',
    ],
    [
      'alter table note disable trigger "prometheus_keep deleted_at"',
      'trigger prometheus_keep deleted_at of note is not as',
    ],
    [
      'create or replace view "member~all" as select * from (select company_id, user_id from member) m where false',
      'view member~all is not as',
    ],
    [`revoke select on "member~all" from ${roles.application}`, 'view member~all is not as'],
    [
      "create or replace function prometheus_is(name text) returns boolean language sql stable parallel safe as 'select true'",
      'function prometheus_is is not as',
    ],
    ['alter function prometheus_keep() reset search_path', 'function prometheus_keep is not as'],
    [
      `revoke select (user_id) on member from ${roles.reader}`,
      `right of ${roles.reader} to read member.user_id is missing`,
    ],
    [
      'create table stray (id text); create policy prometheus_read on stray',
      'policy prometheus_read of stray is of no model any more',
    ],
  ])('%s is seen', async (tampering, said) => {
    await undone([tampering], async () => {
      expect(await compare(models)).toEqual([expect.stringContaining(said)])
    })
    expect(await compare(models)).toEqual([])
    await shop.own(['drop table if exists stray'])
  })

  test('a view that belongs to another role is seen', async () => {
    await shop.own(['alter view "member~all" owner to current_user'])
    expect(await compare(models)).toContain('The view member~all is missing.')
    await shop.own([`alter view "member~all" owner to ${roles.reader}`])
  })

  test('models that say something else are told apart, by what they change', async () => {
    const { defineModel } = createPrometheus()
    const post = (more: object) => ({
      Post: defineModel({
        name: 'Post',
        schema: {
          id: field.id(),
          ownerId: field.string(),
          odd: field.string({ column: 'a $$ "b"' }),
          twin: ref('Post'),
        },
        roles: { owner: 'ownerId' },
        permissions: { read: ['owner'], ...more },
      } as never),
    })
    const own = await securedSchema(post({}))
    try {
      expect(await compare(post({}), own.name)).toContain('The policy prometheus_read of post is missing.')
      await own.secure(post({}))
      expect(await compare(post({}), own.name)).toEqual([])
      expect(await compare(post({ destroy: ['owner'] }), own.name)).toEqual([
        'The policy prometheus_destroy of post is not as the models say.',
        'The policy prometheus_update of post is not as the models say.',
      ])
      await own.own(['drop table post'])
      await expect(compare(post({}), own.name)).rejects.toMatchObject({
        code: 'SCHEMA_MISMATCH',
        message: 'The database has no table post: apply the migrations first.',
      })
    } finally {
      await own.drop()
    }
  })

  test('names of roles that look like SQL are names', async () => {
    const odd = { application: `${roles.application} $$ 'a' "b" %I`, reader: `${roles.reader} $p1$ $$ %s` }
    const { defineModel } = createPrometheus()
    const Odd = defineModel({
      name: 'Odd',
      table: 'o $$ dd',
      schema: { id: field.id(), ownerId: field.string(), up: ref('Odd') },
      roles: { owner: 'ownerId', above: { through: 'up', role: 'owner' } },
      permissions: { read: ['owner', 'above'] },
    })
    const own = await securedSchema({ Odd })
    const quoted = Object.values(odd).map((role) => `"${role.replaceAll('"', '""')}"`)
    await administer(`create role ${quoted[0]}`)
    try {
      const store = schema.store({ schema: own.name })
      const plan = rowSecurityPlan({ models: { Odd }, store }, store)
      const { write } = store.rowSecurity as RowSecurity
      await own.own(write(plan, odd).up)
      expect(await compare({ Odd }, own.name, odd)).toEqual([])
      await own.own(write(plan, odd).down)
      expect(await compare({ Odd }, own.name, odd)).not.toEqual([])
    } finally {
      await own.drop()
      for (const role of quoted) await administer(`drop owned by ${role}; drop role ${role}`)
    }
  })
})
