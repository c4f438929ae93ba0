import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Visitor } from './support/accounts.ts'
import { makePeople, versionOf } from './support/people.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

const nutella = '/products/00009800895007'

let app: RunningApp
let people: Awaited<ReturnType<typeof makePeople>>

beforeAll(async () => {
  app = await startApp()
  people = await makePeople(app)
})

afterAll(() => app.stop())

const trusted = () => app.db.system('a test')

async function product() {
  const found = await trusted().Product.findOne({ where: { gtin: '00009800895007' } })
  if (found === null) throw new Error('there is no Nutella')
  return found
}

const save = async (values: object) => (await product()).set(values).save()

const pathTo = (version: number, path = nutella) => `${path}/history/${version}/revert`

async function goBack(who: Visitor, version: number, path = nutella) {
  const page = await who.get(pathTo(version, path))
  return who.post(pathTo(version, path), { version: versionOf(await page.text()) })
}

describe('going back to a version', () => {
  it.each([
    ['guest', 403],
    ['stranger', 403],
    ['other', 403],
    ['clerk', 200],
    ['owner', 200],
    ['administrator', 200],
  ] as const)('is opened by %s with %i, of products and of brands', async (who, status) => {
    for (const path of [nutella, '/brands/ferrero']) {
      expect((await people[who].get(pathTo(1, path))).status).toBe(status)
      const sent = await people[who].post(pathTo(1, path), { version: '' })
      expect(sent.status).toBe(status === 200 ? 409 : 403)
      expect((await people[who].get(pathTo(99, path))).status).toBe(404)
      const history = await (await people[who].get(`${path}/history`)).text()
      expect(history.includes('Go back to this version')).toBe(status === 200)
    }
    expect((await people[who].get(pathTo(1, '/products/nobody'))).status).toBe(404)
    const company = await people[who].get(pathTo(1, '/companies/ferrero'))
    expect(company.status).toBe(['owner', 'administrator'].includes(who) ? 200 : 403)
  })

  it('shows what would change, and changes just that, as a step of its own', async () => {
    await save({ name: 'Nutella Zwölf', size: '750 g', attributes: { fat: 1 }, released: '1964-04-20' })
    await save({ size: '800 g', released: '1965-04-20' })
    const before = await product()
    const page = await (await people.clerk.get(pathTo(1))).text()
    expect(page).toMatch(/<dt>Name<\/dt><dd>Nutella<del> Zwölf<\/del>/)
    expect(page).toMatch(/<dt>Released<\/dt><dd><del>/)
    expect(page).not.toContain('This stays as it is now')
    const done = await goBack(people.clerk, 1)
    expect([done.status, done.headers.get('Location')]).toEqual([303, `/products/${before.id}/history`])
    const after = await product()
    expect(after).toMatchObject({ name: 'Nutella', size: '13 oz', released: null })
    expect(after.attributes).toMatchObject({ sugars: 21, fat: 12 })
    expect(after.version).toBe(before.version + 1)
    const history = await (await people.guest.get(`${nutella}/history`)).text()
    expect(history).toMatch(/Changed on <time[^>]*>[^<]*<\/time>, by clerk/)
    expect(await (await people.guest.get('/?q=nutella+zwolf')).text()).toContain('0 products')
    expect((await goBack(people.clerk, before.version)).status).toBe(303)
    expect(await product()).toMatchObject({ name: 'Nutella Zwölf', size: '800 g', attributes: { fat: 1 } })
    expect(await (await people.guest.get('/?q=nutella+zwolf')).text()).toContain('1 product ')
  })

  it('tells the second of two that it was changed', async () => {
    const version = versionOf(await (await people.clerk.get(pathTo(1))).text())
    await save({ size: '900 g' })
    const late = await people.clerk.post(pathTo(1), { version })
    expect(late.status).toBe(409)
    expect(await late.text()).toMatch(/changed this record meanwhile[\s\S]*<dt>Size<\/dt><dd><del>900</)
    expect(await product()).toMatchObject({ size: '900 g', name: 'Nutella Zwölf' })
  })

  it('leaves what is not theirs to write, and says so', async () => {
    const mars = await trusted().Company.findOne({ where: { slug: 'mars' } })
    const { companyId, version } = await product()
    await save({ companyId: mars?.id ?? null, status: 'draft' })
    await save({ status: 'published', size: '1 kg' })
    const page = await (await people.administrator.get(pathTo(version))).text()
    expect(page).toMatch(/This stays as it is now[\s\S]*<li>Company<\/li>/)
    expect((await goBack(people.administrator, version)).status).toBe(303)
    expect(await product()).toMatchObject({ companyId: mars?.id, size: '900 g', status: 'published' })
    expect((await people.clerk.get(pathTo(version))).status).toBe(403)
    await save({ companyId })
  })

  it('leaves a field that its company stands by, but not to the company itself', async () => {
    const { id, version } = await product()
    await save({ size: '2 kg', url: 'https://example.com/' })
    await trusted().Claim.create({
      productId: id,
      path: 'size',
      value: '2 kg',
      source: 'https://example.com/',
      state: 'accepted',
      reviewAfter: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    })
    expect(await (await people.administrator.get(pathTo(version))).text()).toMatch(
      /This stays as it is now[\s\S]*<li>Size<\/li>/,
    )
    expect((await goBack(people.administrator, version)).status).toBe(303)
    expect(await product()).toMatchObject({ size: '2 kg', url: null })
    expect((await goBack(people.clerk, version)).status).toBe(303)
    expect(await product()).toMatchObject({ size: '900 g' })
  })

  it('is refused as a whole where the record does not fit any more, with the reason', async () => {
    const { version, gtin } = await product()
    await save({ gtin: null, size: '3 kg' })
    const own = await trusted().Product.findOne({ where: { name: 'Nutella Zwölf' } })
    await trusted().Product.create({
      gtin,
      name: 'Another',
      origin: 'import',
      sortName: 'another',
      searchText: 'another',
    })
    const refused = await goBack(people.clerk, version, `/products/${own?.id}`)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('is that of another record by now')
    expect(await trusted().Product.findById(own?.id ?? '')).toMatchObject({ gtin: null, size: '3 kg' })
    await trusted().Product.destroyWhere({ name: 'Another' })
    const done = await goBack(people.clerk, version, `/products/${own?.id}`)
    expect([done.status, done.headers.get('Location')]).toEqual([303, `/products/${own?.id}/history`])
    expect(await product()).toMatchObject({ size: '900 g', gtin })
  })

  it('to where the record stands changes nothing', async () => {
    const { version } = await product()
    expect(await (await people.clerk.get(pathTo(version))).text()).toContain(
      'nothing that you could put back',
    )
    expect((await people.clerk.post(pathTo(version), { version: String(version) })).status).toBe(303)
    expect((await product()).version).toBe(version)
  })

  it('is there for companies, whose verification owners leave as it is', async () => {
    const ferrero = async () => trusted().Company.findOne({ where: { slug: 'ferrero' } })
    const { version = 0 } = (await ferrero()) ?? {}
    await (await ferrero())?.set({ verified: true, country: 'MC' }).save()
    expect(await (await people.owner.get(pathTo(version, '/companies/ferrero'))).text()).toMatch(
      /<li>Verified<\/li>/,
    )
    expect((await goBack(people.owner, version, '/companies/ferrero')).status).toBe(303)
    expect(await ferrero()).toMatchObject({ verified: true })
    expect((await ferrero())?.country).not.toBe('MC')
    expect((await goBack(people.administrator, version, '/companies/ferrero')).status).toBe(303)
    expect(await ferrero()).toMatchObject({ verified: false })
  })

  it('asks the database a fixed number of times', async () => {
    let count = 0
    const stop = app.db.on('statement', () => count++)
    expect((await people.clerk.get(pathTo(1))).status).toBe(200)
    stop()
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(14)
  })
})
