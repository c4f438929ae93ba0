import { PrometheusError } from 'prometheus-odm'
import { rowClaims } from 'prometheus-odm/permissions'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LooseDatabase, LooseScope } from '../../../src/testing/loose.ts'
import { administer } from '../server.ts'
import type { Secured } from './secured.ts'
import { createRoles, dropRoles, securedSchema } from './secured.ts'
import { models } from './shop.ts'

let secured: Secured
let db: LooseDatabase & { close(): Promise<void> }

beforeAll(async () => {
  await createRoles()
  secured = await securedSchema(models)
  await secured.secure(models)
})

afterAll(async () => {
  await secured.drop()
  await dropRoles()
})

beforeEach(async () => {
  db = await secured.connect(models, secured.store())
})

afterEach(async () => {
  const trusted = db.system('tidying up')
  await secured.own(['delete from note'])
  for (const name of ['Brand', 'Member', 'Company', 'Task', 'Setting'])
    await trusted.model(name).destroyWhere({ $and: [] })
  await db.close()
})

const ann = { user: { id: 'ann' }, tenantId: 't1' }
const bob = { user: { id: 'bob' }, tenantId: 't1' }
const as = (session: object | null): LooseScope => db.as(session)

/** What a statement past the library is told on somebody's behalf. */
const told = (session: object | null, model = 'Note') => ({
  'prometheus.session': rowClaims(as(session).model(model) as never),
})
const texts = async (settings: Readonly<Record<string, string>>) => {
  const { rows } = await secured.raw.run(settings, 'select text from note order by text')
  return rows.map(({ text }) => text)
}

async function writeNotes(): Promise<void> {
  await db
    .system('setting up')
    .model('Note')
    .insertMany([
      { text: 'a draft', tenantId: 't1', ownerId: 'ann' },
      { text: 'b draft', tenantId: 't1', ownerId: 'bob' },
      { text: 'c out', tenantId: 't1', ownerId: 'bob', status: 'out' },
      { text: 'd of others', tenantId: 't2', ownerId: 'ann', status: 'out' },
      { text: 'e of red', tenantId: 't1', ownerId: 'eve', status: 'kept', team: 'red' },
    ])
}

async function twoCompanies() {
  const trusted = db.system('setting up')
  const [north, south] = [
    await trusted.model('Company').create({ name: 'North' }),
    await trusted.model('Company').create({ name: 'South' }),
  ]
  await trusted.model('Member').insertMany([
    { companyId: north.id, userId: 'ann' },
    { companyId: north.id, userId: 'nils' },
    { companyId: south.id, userId: 'bob' },
  ])
  return { north, south }
}

describe('a statement past the library', () => {
  test('sees what the session may read, and nothing where nobody says who asks', async () => {
    await writeNotes()
    expect(await texts(told(ann))).toEqual(['a draft', 'c out'])
    expect(await texts(told({ ...ann, tenantId: 't2' }))).toEqual(['d of others'])
    expect(await texts(told({ user: { id: 'x', teams: ['red'] }, tenantId: 't1' }))).toEqual([
      'c out',
      'e of red',
    ])
    expect(await texts({})).toEqual([])
    expect(await texts({ 'prometheus.session': '' })).toEqual([])
    expect(await texts(told(null))).toEqual([])
    expect(await texts(told({ user: { id: 'ann' } }))).toEqual([])
    expect((await secured.raw.run({ 'prometheus.session': 'no JSON' }, 'select 1 from note')).code).toBe(
      '22P02',
    )
    expect(await texts({ 'prometheus.session': '{"system":true}' })).toHaveLength(5)
  })

  test('sees nothing by what was told for a rule of another form', async () => {
    await writeNotes()
    const settings = told(ann)
    const session = settings['prometheus.session'].replaceAll(/#[0-9a-f]{8}/g, '#00000000')
    expect(session).not.toBe(settings['prometheus.session'])
    expect(await texts({ 'prometheus.session': session })).toEqual([])
  })

  test('writes what the session may write', async () => {
    await writeNotes()
    const { raw } = secured
    expect((await raw.run(told(ann), "update note set text = text || '!'")).count).toBe(1)
    expect((await raw.run(told(ann), 'delete from note')).count).toBe(1)
    expect((await raw.run(told(null), 'delete from note')).count).toBe(0)
    const insert = (tenant: string, owner: string) =>
      `insert into note (id, text, tenant_id, owner_id, status) values (gen_random_uuid(), 'n', '${tenant}', ${owner}, 'draft')`
    expect((await raw.run(told(ann), insert('t1', "'ann'"))).count).toBe(1)
    expect((await raw.run(told(ann), insert('t1', "'bob'"))).code).toBe('42501')
    expect((await raw.run(told(ann), insert('t1', 'null'))).code).toBe('42501')
    expect((await raw.run(told(ann), insert('t2', "'ann'"))).code).toBe('42501')
    expect((await raw.run(told(null), insert('t1', 'null'))).code).toBe('42501')
  })

  test('changes nothing that says whose a record is, and no mark of destroyed ones', async () => {
    await writeNotes()
    const change = async (set: string) => (await secured.raw.run(told(ann), `update note set ${set}`)).code
    expect(await change("owner_id = 'bob'")).toBe('42501')
    expect(await change("tenant_id = 't2'")).toBe('42501')
    expect(await change('deleted_at = now()')).toBe('42501')
    expect(await change("owner_id = 'ann'")).toBeUndefined()
    const system = { 'prometheus.session': '{"system":true}' }
    expect((await secured.raw.run(system, "update note set owner_id = 'bob'")).count).toBe(5)
  })

  test('reaches nothing of a model without permissions', async () => {
    await db.system('setting up').model('Setting').create({ value: 'secret' })
    expect(await db.model('Setting').count()).toBe(1)
    expect((await secured.raw.run(told(ann), 'select * from setting')).rows).toEqual([])
    expect((await secured.raw.run(told(ann), 'delete from setting')).count).toBe(0)
  })

  test('meets rules that lead in circles', async () => {
    await twoCompanies()
    const select = 'select user_id from member order by user_id'
    const seen = async (session: object) =>
      (await secured.raw.run(told(session, 'Member'), select)).rows.map((row) => row.user_id)
    expect(await seen(ann)).toEqual(['ann', 'nils'])
    expect(await seen(bob)).toEqual(['bob'])
    expect(await as(ann).model('Member').count()).toBe(2)
  })
})

describe('the library', () => {
  test('updates a record so that its writer may not read it any more', async () => {
    await writeNotes()
    const [note] = await as(ann)
      .model('Note')
      .find({ where: { text: 'a draft' } })
    await note?.set({ status: 'kept' }).save()
    expect(await as(ann).model('Note').count({ status: 'kept' })).toBe(0)
    expect(await db.system('looking').model('Note').count({ text: 'a draft', status: 'kept' })).toBe(1)
  })

  test('creates records that their maker may not read', async () => {
    await as(ann).model('Note').create({ text: 'kept', status: 'kept' })
    expect(await db.system('looking').model('Note').count({ ownerId: 'ann', tenantId: 't1' })).toBe(1)
  })

  test('creates records of nobody for a session that owns none', async () => {
    await as({ user: { id: 'r2', kind: 'robot' } })
      .model('Task')
      .create({ title: 'sweep' })
    expect(await db.system('looking').model('Task').count({ ownerId: null })).toBe(1)
    await expect(as(ann).model('Task').create({ title: 'sweep', ownerId: null })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  test('marks records as destroyed, and makes them living again', async () => {
    await writeNotes()
    const Note = as(ann).model('Note')
    const [note] = await Note.find({ where: { text: 'a draft' } })
    await note?.destroy()
    expect(await Note.count({ text: 'a draft' })).toBe(0)
    await (note as unknown as { restore(): Promise<void> }).restore()
    expect(await Note.count({ text: 'a draft' })).toBe(1)
    expect(await Note.destroyWhere({ text: { $startsWith: '' } })).toBe(1)
  })

  test('keeps what unseen records refer to', async () => {
    const Note = as(ann).model('Note')
    const note = await Note.create({ text: 'asked' })
    const reply = { text: 'answered', tenantId: 't1', ownerId: 'bob', replyToId: note.id }
    await db.system('setting up').model('Note').create(reply)
    expect(await Note.count({ text: 'answered' })).toBe(0)
    await expect(note.destroy()).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' })
  })

  test('locks what may be read, be it writable or not', async () => {
    await writeNotes()
    const locked = await as(ann).transaction((tx: LooseScope) =>
      tx.model('Note').find({ lock: 'update', sort: { text: 'asc' } }),
    )
    expect((locked as object[]).map((note) => Reflect.get(note, 'text'))).toEqual(['a draft', 'c out'])
  })

  test('hands a record over by an offer, and takes it back', async () => {
    const { north, south } = await twoCompanies()
    const brand = await as(ann).model('Brand').create({ name: 'Aurora', companyId: north.id })
    await expect(as(bob).model('Brand').create({ name: 'B', companyId: north.id })).rejects.toThrow(
      PrometheusError,
    )
    await brand.transfer(south.id)
    await brand.withdraw()
    await brand.transfer(south.id)
    const [offered] = await as(bob).model('Brand').find()
    await offered?.decline()
    await brand.reload()
    await brand.transfer(south.id)
    const [again] = await as(bob).model('Brand').find()
    await again?.accept()
    expect(again?.companyId).toBe(south.id)
    expect(await as(ann).model('Brand').count()).toBe(0)
    expect(await as(bob).model('Brand').count()).toBe(1)
  })

  test('upserts what the session may, and tells of a record that it may not read no more than ever', async () => {
    const { north, south } = await twoCompanies()
    const upsert = (session: object, companyId: unknown, name: string) =>
      as(session)
        .model('Brand')
        .upsert({ by: ['name'], create: { name, companyId }, update: { companyId: undefined } })
    await upsert(ann, north.id, 'Aurora')
    await upsert(ann, north.id, 'Aurora')
    await expect(upsert(bob, south.id, 'Aurora')).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' })
    expect(await as(bob).model('Brand').count()).toBe(0)
  })

  test('records changes with the writes of a session', async () => {
    const Task = as(ann).model('Task')
    const task = await Task.create({ title: 'one' })
    await task.set({ title: 'two' }).save()
    await Task.upsert({ by: ['id'], create: { id: task.id, title: 'three' } })
    expect(
      await as(bob)
        .model('Task')
        .updateWhere({ title: { $startsWith: '' } }, { title: 'x' }),
    ).toBe(0)
    await task.reload()
    await task.destroy()
    const [recorded] = await administer(
      `select string_agg(op, ' ' order by seq) as ops from ${secured.name}.prometheus_change where key->>'id' = '${task.id}'`,
    )
    expect(recorded?.ops).toBe('create update update destroy')
  })

  test('leaves nothing of a session on its connections', async () => {
    await writeNotes()
    const one = await secured.connect(models, secured.store({ max: 1 }))
    await one.as(ann).model('Note').count()
    await one.as(ann).transaction((tx: LooseScope) => tx.model('Note').count())
    await one.as(bob).transaction(async (tx: LooseScope) => {
      expect(await tx.model('Note').count()).toBe(2)
      expect(await tx.as(ann).model('Note').count({ ownerId: 'ann' })).toBe(1)
      expect(await tx.system('within').model('Note').count()).toBe(5)
      expect(await tx.model('Note').count({ ownerId: 'ann' })).toBe(0)
    })
    await one.close()
    const store = secured.store({ max: 1 })
    const next = await secured.connect(models, store)
    await next.as(ann).model('Note').count()
    const left = await store.schema?.query("select current_setting('prometheus.session', true) as left")
    expect(left).toEqual([{ left: '' }])
    await next.close()
  })

  test('needs no prepared statements, as behind a pooler by transaction', async () => {
    await writeNotes()
    const unprepared = await secured.connect(models, secured.store({ prepare: false }))
    expect(await unprepared.as(ann).model('Note').count()).toBe(2)
    expect(await unprepared.as(ann).model('Note').updateWhere({ status: 'draft' }, { text: 'x' })).toBe(1)
    await unprepared.close()
  })
})
