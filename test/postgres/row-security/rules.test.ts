import { createPrometheus, field, now } from 'prometheus-odm'
import { rowClaims } from 'prometheus-odm/permissions'
import { postgres } from 'prometheus-odm/postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowSecurityPlan } from '../../../src/model/guard/row-security-plan.ts'
import { administer, freshSchema, serverUrl } from '../server.ts'
import type { Secured } from './secured.ts'
import { createRoles, dropRoles, roles, securedSchema, urlAs } from './secured.ts'
import { models } from './shop.ts'

let secured: Secured

beforeAll(async () => {
  await createRoles()
  secured = await securedSchema(models)
  await secured.secure(models)
})

afterAll(async () => {
  await secured.drop()
  await dropRoles()
})

const ann = { user: { id: 'ann' }, tenantId: 't1' }

const { defineModel } = createPrometheus<{ user: { id: string; isChief?: boolean } | null }>()
const schema = { id: field.id(), text: field.string(), ownerId: field.string() }

describe('rules that the database cannot keep', () => {
  const store = postgres({ url: serverUrl, rowSecurity: true })
  const plan = (roles: object, always: object) => () => {
    const Odd = defineModel({
      name: 'Odd',
      schema: { ...schema, data: field.json(), at: field.datetime() },
      roles: roles as never,
      permissions: { read: ['odd'], always } as never,
    })
    return rowSecurityPlan({ models: { Odd }, store }, store)
  }

  const fails = () => {
    throw new Error('never')
  }

  test.each<{ what: string; roles?: object; always?: object; said: string }>([
    {
      what: 'a function of the user',
      roles: { odd: { check: () => true } },
      said: "the role 'odd' is decided by a function",
    },
    {
      what: 'a function of each record',
      roles: { odd: { where: { text: 'a' }, checkRecord: () => true } },
      said: "the role 'odd' is decided by a function",
    },
    {
      what: 'a filter that cannot be read without a session',
      roles: { odd: { where: () => ({ nothing: 1 }) } },
      said: "the role 'odd' cannot be read without a session",
    },
    {
      what: 'a comparison of JSON with the session',
      roles: { odd: { where: (session: { data: unknown }) => ({ data: { a: session.data } }) } },
      said: "the role 'odd' cannot be read without a session",
    },
    {
      what: 'the present',
      roles: { odd: { where: { at: { $lt: now() } } } },
      said: "the role 'odd' asks for the present",
    },
    { what: 'a rule that fails', always: { all: fails }, said: 'always.all fails without a session' },
  ])('$what is refused by name', ({ roles: given = { odd: { where: {} } }, always = {}, said }) => {
    expect(plan(given, always)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining(`Odd: ${said}`) }),
    )
  })

  test('a rule that branches is held by nobody for whom it branches, and that is told', async () => {
    const Note = defineModel({
      name: 'Note',
      schema,
      roles: {
        odd: {
          where: ({ user }) =>
            user?.isChief === true ? { text: 'a' } : { ownerId: user?.id as string, text: 'a' },
        },
      },
      permissions: { read: ['odd'] },
    })
    const other = await securedSchema({ Note })
    await other.secure({ Note })
    const opened = await other.connect({ Note }, other.store())
    const told: unknown[] = []
    opened.on('error', (error: unknown) => told.push(error))
    await opened
      .system('setting up')
      .model('Note')
      .insertMany([{ text: 'a', ownerId: 'ann' }])
    expect(
      await opened
        .as({ user: { id: 'ann', isChief: false } })
        .model('Note')
        .count(),
    ).toBe(1)
    expect(told).toEqual([])
    expect(
      await opened
        .as({ user: { id: 'ann', isChief: true } })
        .model('Note')
        .count(),
    ).toBe(0)
    expect(told).toMatchObject([{ code: 'MISUSE', details: { model: 'Note' } }])
    await opened.close()
    await other.drop()
  })
})

describe('the rules of the database', () => {
  test('are made anew by the same statements, and taken away by others', async () => {
    const policies = async () => {
      const [row] = await administer(
        `select string_agg(format('%s %s %s %s', tablename, policyname, qual, with_check), ',' order by tablename, policyname) as text
          from pg_policies where schemaname = '${secured.name}'`,
      )
      return row?.text
    }
    const first = await policies()
    const { down } = await secured.secure(models)
    expect(await policies()).toBe(first)
    await secured.own(down)
    expect(await policies()).toBeNull()
    const [left] =
      await administer(`select (select count(*)::int from pg_proc where pronamespace = '${secured.name}'::regnamespace and proname like 'prometheus_%' and proname <> 'prometheus_raced') as functions,
      (select count(*)::int from pg_class where relnamespace = '${secured.name}'::regnamespace and (relkind = 'v' or relrowsecurity or relforcerowsecurity)) as tables,
      (select count(*)::int from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = '${secured.name}'::regnamespace and not tgisinternal) as triggers`)
    expect(left).toEqual({ functions: 0, tables: 0, triggers: 0 })
    await secured.secure(models)
  })

  test('leave nothing of what models said before', async () => {
    const Note = defineModel({ name: 'Note', schema, permissions: { read: ['anyone'] } })
    await secured.secure({ Note })
    const [left] =
      await administer(`select (select count(*)::int from pg_policies where schemaname = '${secured.name}') as policies,
      (select count(*)::int from pg_views where schemaname = '${secured.name}') as views,
      (select count(*)::int from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = '${secured.name}'::regnamespace and not tgisinternal) as triggers,
      has_any_column_privilege('${roles.reader}', '${secured.name}.member', 'select') as reader`)
    expect(left).toEqual({ policies: 4, views: 0, triggers: 0, reader: false })
    expect((await secured.raw.query('select * from brand')).rows).toEqual([])
    await secured.secure(models)
  })

  test('hold for who owns the tables, and let migrations change rows', async () => {
    const own = await freshSchema()
    const owned = `owner_${roles.application}`
    const reader = `reader_${owned}`
    await administer(`create role ${owned} login createrole; alter schema ${own.name} owner to ${owned}`)
    const Note = defineModel({
      name: 'Note',
      schema,
      roles: { owner: 'ownerId' },
      permissions: { read: ['owner'], create: ['user'] },
    })
    const options = { url: urlAs(owned), schema: own.name }
    const { connect } = createPrometheus()
    const before = await connect({ models: { Note }, store: postgres(options), sync: true })
    await before.system('setting up').Note.insertMany([{ text: 'a', ownerId: 'ann' }])
    await before.close()
    const store = postgres(options)
    await store.open([])
    const plan = rowSecurityPlan({ models: { Note }, store }, store)
    const sql = store.rowSecurity?.write(plan, { application: owned, reader })
    const changed = await store.schema?.migrate(1000, async (session) => {
      await session.atomically(async () => {
        for (const statement of sql?.up ?? []) await session.run(statement)
      })
      return session.run("update note set text = 'b' returning 1 as done")
    })
    expect(changed).toHaveLength(1)
    expect(await store.schema?.query('select 1 from note')).toEqual([])
    await store.close()
    const after = await connect({ models: { Note }, store: postgres({ ...options, rowSecurity: true }) })
    expect(await after.as({ user: { id: 'ann' } } as never).Note.count()).toBe(1)
    expect(await after.as(null).Note.count()).toBe(0)
    await after.close()
    await own.drop()
    await administer(`drop owned by ${owned} cascade; drop owned by ${reader}; drop role ${owned}, ${reader}`)
  })
})

describe('a store that tells its database of sessions', () => {
  const connect = (store: ReturnType<typeof postgres>) => secured.connect(models, store)

  test('is refused a role for which no rules hold', async () => {
    const url = new URL(serverUrl)
    const store = postgres({ url: url.href, schema: secured.name, rowSecurity: true })
    await expect(connect(store)).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringContaining('connect as a role that is no superuser'),
    })
  })

  test('is refused tables that have none', async () => {
    await administer(`alter table ${secured.name}.note disable row level security`)
    await expect(connect(secured.store())).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      details: { models: ['Note'] },
    })
    await administer(`alter table ${secured.name}.note enable row level security`)
  })

  test('is refused roles of functions as it is connected', async () => {
    const Odd = defineModel({
      name: 'Odd',
      schema,
      roles: { odd: { check: () => true } },
      permissions: { read: ['odd'] },
    })
    await expect(secured.connect({ Odd }, secured.store())).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  })

  test('alone can say what it tells', async () => {
    const plain = await secured.connect(models, secured.store({ rowSecurity: false }))
    expect(() => rowClaims(plain.as(ann).model('Note') as never)).toThrow(/tells its database nothing/)
    expect(await plain.as(ann).model('Note').count()).toBe(0)
    await plain.close()
  })
})
