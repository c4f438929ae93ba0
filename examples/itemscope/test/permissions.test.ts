import { assertPermissions, checkAccess } from 'prometheus-odm/permissions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimedFields } from '../src/models/claimed-fields.ts'
import { models } from '../src/models/models.ts'
import type { Visitor } from './support/accounts.ts'
import { makePeople, versionOf } from './support/people.ts'
import { createProduct } from './support/products.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

const nutella = '/products/00009800895007'
const notes = 'Only we know this.'

let app: RunningApp
let people: Awaited<ReturnType<typeof makePeople>>
let draft: string

beforeAll(async () => {
  app = await startApp()
  const db = app.db.system('a test')
  const ferrero = await db.Company.findOne({ where: { slug: 'ferrero' } })
  await db.Product.updateWhere(
    { gtin: '00009800895007' },
    { companyId: ferrero?.id ?? null, supplierNotes: notes },
  )
  const made = await createProduct(app.db, { name: 'A draft of Ferrero' }, 'draft')
  await db.Product.updateWhere({ id: made.id }, { companyId: ferrero?.id ?? null })
  draft = `/products/${made.id}`
  people = await makePeople(app)
})

afterAll(() => app.stop())

async function edit(who: Visitor, fields: Record<string, string>, path = nutella) {
  const page = await (await who.get(`${path}/edit`)).text()
  return who.post(`${path}/edit`, { version: versionOf(page), ...fields })
}

describe('who may do what', () => {
  it('is what the table of the application says', () => {
    const staff = ['staff', 'administrator']
    const ofProduct = {
      create: staff,
      read: ['published', 'staff', 'administrator'],
      update: staff,
      destroy: staff,
    }
    const onlyAdministrators = {
      create: ['administrator'],
      update: ['administrator'],
      destroy: ['administrator'],
    }
    assertPermissions(models, {
      Brand: {
        create: staff,
        read: ['anyone'],
        update: staff,
        destroy: ['administrator'],
        transfer: ['owner'],
        fields: offer,
      },
      Category: { ...onlyAdministrators, read: ['anyone'] },
      Change: { read: ['catalogue', 'administrator'] },
      Claim: {
        create: ['user'],
        read: ['published', 'author', 'staff', 'administrator'],
        update: staff,
        destroy: ['administrator'],
        always: ['create', 'update'],
        fields: {
          state: { write: staff },
          reviewAfter: { write: ['staff'] },
          authorId: { read: ['author', 'administrator'] },
        },
      },
      Company: {
        create: ['user'],
        read: ['anyone'],
        update: ['owner', 'administrator'],
        destroy: ['administrator'],
        fields: { verified: { write: ['administrator'] }, founderId: { read: ['administrator'] } },
      },
      FileFormat: 'code only',
      ImportProblem: 'code only',
      ImportRun: 'code only',
      ImportedGtin: 'code only',
      Invitation: {
        create: ['owner', 'administrator'],
        read: ['owner', 'invited', 'administrator'],
        destroy: ['owner', 'invited', 'administrator'],
      },
      Link: ofProduct,
      LoginSession: 'code only',
      Membership: {
        create: ['founder', 'invited'],
        read: ['self', 'staff', 'administrator'],
        update: ['owner', 'administrator'],
        destroy: ['owner', 'self', 'administrator'],
      },
      Offer: ofProduct,
      Product: {
        create: staff,
        read: ['published', 'staff', 'recipient', 'administrator'],
        update: staff,
        destroy: ['administrator'],
        transfer: ['owner'],
        fields: {
          ...offer,
          ...Object.fromEntries(claimedFields.map((name) => [name, { write: ['staff', `${name}Open`] }])),
          supplierNotes: { read: ['staff'], write: ['staff'] },
        },
      },
      User: {
        create: ['guest'],
        read: ['anyone'],
        update: ['self', 'administrator'],
        destroy: ['administrator'],
        fields: {
          email: { read: ['self', 'administrator'] },
          roles: { read: ['self', 'administrator'], write: ['administrator'] },
        },
      },
    })
  })

  it('holds alike in lists, counts, pages and single records', async () => {
    const ids = await app.db.system('a test').User.find({ select: { id: true, name: true } })
    const sessions = ids.map(({ id, name }) => ({
      user: { id, roles: name === 'administrator' ? ['administrator'] : [] },
    }))
    expect(await checkAccess(app.db, { models, sessions: [null, ...sessions], records: 60 })).toBeGreaterThan(
      500,
    )
  })
})

const offer = Object.fromEntries(
  ['offeredToId', 'offeredBy', 'offeredAt', 'offeredUntil'].map((name) => [name, { write: [] }]),
)

describe('a product', () => {
  it.each([
    ['guest', 403, 404],
    ['stranger', 403, 404],
    ['other', 403, 404],
    ['clerk', 200, 200],
    ['owner', 200, 200],
    ['administrator', 200, 200],
  ] as const)(
    'is opened to be changed by %s with %i, and as a draft with %i',
    async (who, published, unseen) => {
      expect((await people[who].get(`${nutella}/edit`)).status).toBe(published)
      expect((await people[who].get(`${draft}/edit`)).status).toBe(unseen)
    },
  )

  it('is changed by its staff, and not by others', async () => {
    expect((await edit(people.clerk, { size: '400 g' })).status).toBe(303)
    expect(await (await app.fetch(nutella)).text()).toContain('400 g')
    for (const who of ['guest', 'stranger', 'other'] as const) {
      const refused = await people[who].post(`${nutella}/edit`, { version: '3', size: '1 t' })
      expect(refused.status).toBe(403)
    }
    expect(await (await app.fetch(nutella)).text()).not.toContain('1 t')
  })

  it('tells the second of two that it was changed, and keeps what the first has stored', async () => {
    const page = await (await people.clerk.get(`${nutella}/edit`)).text()
    const version = versionOf(page)
    expect((await people.owner.post(`${nutella}/edit`, { version, size: '500 g' })).status).toBe(303)
    const late = await people.clerk.post(`${nutella}/edit`, { version, size: '600 g' })
    expect(late.status).toBe(409)
    expect(await late.text()).toMatch(/changed this product meanwhile[\s\S]*value="500 g"/)
  })

  it('says what is wrong with a change', async () => {
    const wrong = await edit(people.clerk, { name: '', url: 'nonsense' })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    expect(page).toContain('id="name-problem"')
    expect(page).toContain('id="url-problem"')
  })

  it('keeps its company, its offer and its state, whatever a form says', async () => {
    const mars = await app.db.system('a test').Company.findOne({ where: { slug: 'mars' } })
    const fields = { companyId: mars?.id ?? '', offeredToId: mars?.id ?? '', status: 'draft', gtin: '' }
    expect((await edit(people.clerk, { size: '700 g', ...fields })).status).toBe(303)
    const stored = await app.db.system('a test').Product.findOne({
      where: { gtin: '00009800895007' },
      include: { company: true },
    })
    expect([stored?.company?.slug, stored?.offeredToId, stored?.status]).toEqual([
      'ferrero',
      null,
      'published',
    ])
  })

  it('shows the notes of its company to its staff alone, in every format', async () => {
    for (const who of ['guest', 'stranger', 'other', 'administrator'] as const)
      for (const path of ['', '.jsonld', '/history', '/edit'])
        expect(await (await people[who].get(nutella + path)).text()).not.toContain(notes)
    expect(await (await people.clerk.get(`${nutella}/edit`)).text()).toContain(notes)
    await edit(people.clerk, { supplierNotes: `${notes} And this.` })
    expect(await (await app.fetch(`${nutella}/history`)).text()).not.toContain(notes)
    const refused = await edit(people.administrator, { supplierNotes: 'x' })
    expect(refused.status).toBe(403)
  })
})

describe('a product that changes hands', () => {
  const give = (who: Visitor, fields: Record<string, string>) => who.post(`${nutella}/transfer`, fields)

  it('is offered by an owner, and taken by an owner of the other company', async () => {
    for (const who of ['guest', 'stranger', 'other', 'clerk', 'administrator'] as const)
      expect((await give(people[who], { do: 'offer', to: 'mars' })).status).toBe(403)
    expect((await give(people.owner, { do: 'offer', to: 'nowhere' })).status).toBe(422)
    expect((await give(people.owner, { do: 'offer', to: 'mars' })).status).toBe(303)
    expect(await (await people.owner.get(`${nutella}/edit`)).text()).toContain('Take the offer back')
    for (const who of ['guest', 'stranger', 'owner', 'clerk'] as const)
      expect((await give(people[who], { do: 'accept' })).status).toBe(403)
    expect(await (await people.other.get('/account')).text()).toMatch(/is offered to Mars by Ferrero/)
    expect((await give(people.other, { do: 'accept' })).status).toBe(303)
    const taken = await people.other.get(`${nutella}/edit`)
    expect([taken.status, (await taken.text()).includes(notes)]).toEqual([200, false])
    const stored = await app.db.system('a test').Product.findOne({ where: { gtin: '00009800895007' } })
    expect(stored?.supplierNotes).toBeNull()
    expect((await people.clerk.get(`${nutella}/edit`)).status).toBe(403)
    expect((await edit(people.clerk, { size: '1 kg' })).status).toBe(403)
    expect(await (await app.fetch(nutella)).text()).toContain('<a itemprop')
    expect(await (await app.fetch(`${nutella}/history`)).text()).toMatch(/<dt>Company<\/dt>/)
  })

  it('is declined, or taken back, and is offered no more', async () => {
    expect((await give(people.other, { do: 'offer', to: 'ferrero' })).status).toBe(303)
    expect((await give(people.owner, { do: 'decline' })).status).toBe(303)
    expect((await give(people.owner, { do: 'accept' })).status).toBe(409)
    expect((await give(people.other, { do: 'offer', to: 'ferrero' })).status).toBe(303)
    expect((await give(people.other, { do: 'withdraw' })).status).toBe(303)
    expect((await give(people.owner, { do: 'accept' })).status).toBe(409)
    expect((await give(people.other, { do: 'nonsense' })).status).toBe(400)
    const stranger = await give(people.stranger, { do: 'accept' })
    expect([stranger.status, (await stranger.text()).includes('<form method="post"')]).toEqual([409, false])
  })
})
