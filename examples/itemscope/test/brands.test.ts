import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Visitor } from './support/accounts.ts'
import { kinds, makePeople, versionOf } from './support/people.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

const brand = '/brands/ferrero'

let app: RunningApp
let people: Awaited<ReturnType<typeof makePeople>>

beforeAll(async () => {
  app = await startApp()
  people = await makePeople(app)
})

afterAll(() => app.stop())

const trusted = () => app.db.system('a test')
const stored = () =>
  trusted().Brand.findOne({ where: { slug: 'ferrero' }, include: { company: true, offeredTo: true } })

async function edit(who: Visitor, fields: Record<string, string>) {
  const version = versionOf(await (await who.get(`${brand}/edit`)).text())
  return who.post(`${brand}/edit`, { version, ...fields })
}

describe('a brand', () => {
  it.each([
    ['guest', 403],
    ['stranger', 403],
    ['other', 403],
    ['clerk', 200],
    ['owner', 200],
    ['administrator', 200],
  ] as const)('is opened to be changed by %s with %i', async (who, status) => {
    const response = await people[who].get(`${brand}/edit`)
    expect(response.status).toBe(status)
    const page = await response.text()
    expect(page.includes('Give it to another company')).toBe(who === 'owner')
    expect((await (await people[who].get(brand)).text()).includes(`${brand}/edit`)).toBe(status === 200)
    const sent = await people[who].post(`${brand}/edit`, { version: '0', name: 'x' })
    expect(sent.status).toBe(status === 200 ? 409 : 403)
    expect((await people[who].get('/brands/nowhere/edit')).status).toBe(404)
    expect((await people[who].post('/brands/nowhere/edit', {})).status).toBe(404)
    expect((await people[who].post('/brands/nowhere/transfer', { do: 'accept' })).status).toBe(404)
  })

  it('is changed by its staff, keeps its address and its company, and says what is wrong', async () => {
    const mars = await trusted().Company.findOne({ where: { slug: 'mars' } })
    const foreign = { companyId: mars?.id ?? '', slug: 'other', offeredToId: mars?.id ?? '' }
    expect((await edit(people.clerk, { color: '#c8102e', ...foreign })).status).toBe(303)
    expect(await stored()).toMatchObject({
      color: '#c8102e',
      slug: 'ferrero',
      offeredTo: null,
      company: { slug: 'ferrero' },
    })
    const wrong = await edit(people.clerk, { name: '', color: 'reddish' })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    expect(page).toMatch(/href="#name"[\s\S]*href="#color"[\s\S]*id="name-problem"[\s\S]*value="reddish"/)
    expect((await edit(people.clerk, { color: '' })).status).toBe(303)
    expect((await stored())?.color).toBeNull()
  })

  it('that is called otherwise is searched for by the new name', async () => {
    expect((await edit(people.clerk, { name: 'Ferrero Öst' })).status).toBe(303)
    expect(await (await people.guest.get('/?q=ferrero+ost')).text()).toContain('Nutella')
    expect((await edit(people.clerk, { name: 'Ferrero' })).status).toBe(303)
  })

  it('tells the second of two that it was changed', async () => {
    const version = versionOf(await (await people.clerk.get(`${brand}/edit`)).text())
    const send = (who: Visitor, color: string) => who.post(`${brand}/edit`, { version, color })
    expect((await send(people.clerk, '#000001')).status).toBe(303)
    const late = await send(people.owner, '#000002')
    expect([late.status, (await late.text()).includes('value="#000001"')]).toEqual([409, true])
  })
})

describe('a brand that changes hands', () => {
  const give = (who: Visitor, fields: Record<string, string>) => who.post(`${brand}/transfer`, fields)

  it('is offered by an owner alone, and says who has offered it to whom, when, and until when', async () => {
    for (const who of kinds.filter((kind) => kind !== 'owner'))
      expect([who, (await give(people[who], { do: 'offer', to: 'mars' })).status]).toEqual([who, 403])
    expect((await give(people.owner, { do: 'offer', to: 'nowhere' })).status).toBe(422)
    expect((await give(people.owner, { do: 'nonsense' })).status).toBe(400)
    expect((await give(people.owner, { do: 'offer', to: 'Mars' })).status).toBe(303)
    expect((await stored())?.offeredTo?.slug).toBe('mars')
    const shown = /is offered to Mars\s+by owner on <time [^>]*>[^<]*<\/time>, until <time/
    expect(await (await people.owner.get(`${brand}/edit`)).text()).toMatch(shown)
    const accounts = await Promise.all(
      (['owner', 'other', 'clerk'] as const).map(async (who) => (await people[who].get('/account')).text()),
    )
    expect(accounts[0]).toMatch(
      /Offered by you[\s\S]*Ferrero<\/a> is offered to Mars by Ferrero[\s\S]*Withdraw/,
    )
    expect(accounts[1]).toMatch(/Offered to you[\s\S]*by owner on <time[\s\S]*until <time[\s\S]*Accept/)
    expect(accounts[2]).not.toContain('is offered to')
  })

  it('is declined or taken back by those who may, and is offered no more', async () => {
    for (const who of ['guest', 'stranger', 'owner', 'clerk', 'administrator'] as const)
      for (const what of ['accept', 'decline'])
        expect([who, (await give(people[who], { do: what })).status]).toEqual([who, 403])
    expect((await give(people.clerk, { do: 'withdraw' })).status).toBe(403)
    expect((await give(people.other, { do: 'decline' })).status).toBe(303)
    expect((await give(people.other, { do: 'accept' })).status).toBe(409)
    expect((await give(people.owner, { do: 'offer', to: 'mars' })).status).toBe(303)
    expect((await give(people.owner, { do: 'withdraw' })).status).toBe(303)
    expect((await give(people.other, { do: 'accept' })).status).toBe(409)
  })

  it('is not taken when its time is over', async () => {
    expect((await give(people.owner, { do: 'offer', to: 'mars' })).status).toBe(303)
    const later = Date.now() + 15 * 86_400_000
    await trusted().LoginSession.updateWhere({ id: { $ne: '' } }, { expiresAt: new Date(later + 86_400_000) })
    vi.setSystemTime(later)
    try {
      expect(await (await people.other.get('/account')).text()).not.toContain('is offered to')
      expect(await (await people.owner.get('/account')).text()).toMatch(/ended on <time/)
      expect((await give(people.other, { do: 'accept' })).status).toBe(409)
    } finally {
      vi.useRealTimers()
    }
  })

  it('stays at its address with its history, and is its new company’s at once', async () => {
    const steps = async () => trusted().Change.count({ model: 'Brand', recordId: (await stored())?.id ?? '' })
    const before = await steps()
    expect((await give(people.owner, { do: 'offer', to: 'mars' })).status).toBe(303)
    const [one, two] = await Promise.all([
      give(people.other, { do: 'accept' }),
      give(people.other, { do: 'accept' }),
    ])
    expect([one.status, two.status].toSorted()).toEqual([303, 409])
    expect((await stored())?.company?.slug).toBe('mars')
    expect(await steps()).toBeGreaterThan(before)
    const page = await people.guest.get(brand)
    expect([page.status, (await page.text()).includes('<a href="/companies/mars">Mars</a>')]).toEqual([
      200,
      true,
    ])
    expect(await (await people.guest.get(`${brand}/history`)).text()).toMatch(
      /Transferred on[\s\S]*<dt>Company<\/dt>[\s\S]*Ferrero<\/a>[\s\S]*Mars<\/a>/,
    )
    for (const who of ['clerk', 'owner'] as const)
      expect((await people[who].get(`${brand}/edit`)).status).toBe(403)
    expect((await people.other.get(`${brand}/edit`)).status).toBe(200)
  })
})
