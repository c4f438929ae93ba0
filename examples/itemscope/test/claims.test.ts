import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Visitor } from './support/accounts.ts'
import { signedIn, visitor } from './support/accounts.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

const nutella = '/products/00009800895007'
const source = 'https://example.com/nutella'

let app: RunningApp
let people: Record<'guest' | 'ann' | 'clerk' | 'other' | 'administrator', Visitor>

beforeAll(async () => {
  app = await startApp()
  const db = app.db.system('a test')
  const ferrero = await db.Company.findOne({ where: { slug: 'ferrero' } })
  await db.Product.updateWhere({ gtin: '00009800895007' }, { companyId: ferrero?.id ?? null })
  people = {
    guest: visitor(app),
    ann: await signedIn(app, 'ann'),
    clerk: await signedIn(app, 'clerk', { companies: { ferrero: 'staff' } }),
    other: await signedIn(app, 'other', { companies: { mars: 'owner' } }),
    administrator: await signedIn(app, 'administrator', { roles: ['administrator'] }),
  }
})

afterAll(() => app.stop())

const suggest = (who: Visitor, fields: Record<string, string>) =>
  who.post(`${nutella}/suggest`, { path: 'size', value: '400 g', source, ...fields })

async function latest() {
  const [claim] = await app.db.system('a test').Claim.find({ sort: { id: 'desc' }, limit: 1 })
  if (claim === undefined) throw new Error('nothing was suggested')
  return claim
}

const act = async (who: Visitor, what: string) =>
  (await who.post(`/claims/${(await latest()).id}`, { do: what })).status

const size = async () =>
  (await app.db.system('a test').Product.findOne({ where: { gtin: '00009800895007' } }))?.size

describe('a correction', () => {
  it('is suggested by whoever is signed in, with a source', async () => {
    expect((await people.guest.get(`${nutella}/suggest`)).headers.get('Location')).toBe('/sign-in')
    expect((await suggest(people.guest, {})).status).toBe(403)
    const wrong = await suggest(people.ann, { source: 'hearsay' })
    expect([wrong.status, (await wrong.text()).includes('id="source-problem"')]).toEqual([422, true])
    expect((await suggest(people.ann, { path: 'companyId' })).status).toBe(422)
    expect((await suggest(people.ann, { state: 'accepted', authorId: 'x' })).status).toBe(303)
    expect(await latest()).toMatchObject({ state: 'open', value: '400 g', path: 'size' })
    expect(await (await people.ann.get('/claims')).text()).toContain('It is open.')
  })

  it('tells nobody but administrators whose it is', async () => {
    const { id, authorId } = await latest()
    for (const [roles, isTold] of [
      [[], false],
      [['administrator'], true],
    ] as const) {
      const seen = await app.db.as({ user: { id: 'x', roles } }).Claim.findById(id)
      expect(seen?.authorId === authorId).toBe(isTold)
    }
    const guest = app.db.as(null)
    expect(JSON.stringify(await guest.Claim.findById(id))).not.toContain(authorId)
    await expect(guest.Claim.count({ authorId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('is decided by those who act for the company, and stored in the product', async () => {
    const before = await size()
    for (const who of ['guest', 'ann', 'other'] as const) expect(await act(people[who], 'accept')).toBe(403)
    expect(await size()).toBe(before)
    expect(await (await people.clerk.get('/claims')).text()).toContain('<ins>400 g</ins>')
    expect(await (await people.other.get('/claims')).text()).not.toContain('<ins>400 g</ins>')
    expect(await act(people.clerk, 'accept')).toBe(303)
    expect([await size(), (await latest()).state]).toEqual(['400 g', 'accepted'])
    expect(await act(people.clerk, 'reject')).toBe(404)
  })

  it('is never decided by its author, be it staff or an administrator', async () => {
    for (const who of ['clerk', 'administrator'] as const) {
      expect((await suggest(people[who], { value: '1 t' })).status).toBe(303)
      expect(await act(people[who], 'accept')).toBe(403)
      expect(await act(people[who], 'reject')).toBe(403)
      expect([await size(), (await latest()).state]).toEqual(['400 g', 'open'])
      expect(await act(people[who], 'withdraw')).toBe(303)
    }
  })

  it('comes into conflict where the product has changed meanwhile', async () => {
    await suggest(people.ann, { value: '450 g' })
    await app.db.system('a test').Product.updateWhere({ gtin: '00009800895007' }, { size: '425 g' })
    expect(await act(people.administrator, 'accept')).toBe(303)
    expect([await size(), (await latest()).state]).toEqual(['425 g', 'conflict'])
  })

  it('that the product cannot take changes nothing', async () => {
    await suggest(people.ann, { path: 'released', value: 'long ago' })
    expect(await act(people.clerk, 'accept')).toBe(409)
    expect((await latest()).state).toBe('open')
    expect(await act(people.clerk, 'reject')).toBe(303)
    expect(await act(people.clerk, 'nonsense')).toBe(400)
  })

  it('is withdrawn by its author, and by nobody else but administrators', async () => {
    await suggest(people.ann, {})
    for (const who of ['guest', 'other', 'clerk'] as const)
      expect(await act(people[who], 'withdraw')).toBe(403)
    const { id } = await latest()
    expect(await act(people.ann, 'withdraw')).toBe(303)
    expect(await app.db.system('a test').Claim.findById(id)).toBeNull()
  })
})
