import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Visitor } from './support/accounts.ts'
import { signedIn, visitor } from './support/accounts.ts'
import { sessionOf } from './support/people.ts'
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

const trusted = () => app.db.system('a test')

async function companyOf(slug: string) {
  const company = await trusted().Company.findOne({ where: { slug } })
  if (company === null) throw new Error(`there is no company ${slug}`)
  return company
}

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
    expect(await (await people.clerk.get('/moderation')).text()).toContain('400 g</ins>')
    expect(await (await people.other.get('/moderation')).text()).not.toContain('400 g</ins>')
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

  it('is withdrawn by its author while it is open, and by nobody else', async () => {
    await suggest(people.ann, {})
    for (const who of ['guest', 'other', 'clerk', 'administrator'] as const)
      expect(await act(people[who], 'withdraw')).toBe(403)
    expect(await act(people.ann, 'withdraw')).toBe(303)
    expect((await latest()).state).toBe('withdrawn')
    expect(await (await people.ann.get('/claims')).text()).toContain('You have withdrawn it.')
    for (const [who, what] of [
      ['ann', 'withdraw'],
      ['clerk', 'accept'],
      ['clerk', 'reject'],
    ] as const)
      expect(await act(people[who], what)).toBe(404)
  })

  it('is not destroyed by its author, and the word of the company with it', async () => {
    await suggest(people.ann, { value: '375 g' })
    const { id } = await latest()
    const ann = await sessionOf(app, 'ann')
    expect(await ann.Claim.destroyWhere({ id })).toBe(0)
    await expect((await ann.Claim.findById(id))?.destroy()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await act(people.clerk, 'reject')).toBe(303)
    expect((await latest()).id).toBe(id)
  })

  it('is not there for those who do not see its product', async () => {
    const { id } = await trusted().Product.create({
      name: 'A draft',
      origin: 'import',
      sortName: 'a draft',
      searchText: 'a draft',
      companyId: (await companyOf('ferrero')).id,
    })
    const draft = `/products/${id}`
    const fields = { path: 'size', value: '1 g', source, note: '' }
    for (const who of ['guest', 'ann', 'other'] as const)
      expect((await people[who].post(`${draft}/suggest`, fields)).status).toBe(404)
    expect((await people.ann.get(`${draft}/suggest`)).status).toBe(404)
    expect((await people.administrator.post(`${draft}/suggest`, fields)).status).toBe(303)
    for (const who of ['guest', 'ann', 'other'] as const)
      for (const what of ['accept', 'reject', 'withdraw']) expect(await act(people[who], what)).toBe(404)
    expect(await act(people.clerk, 'accept')).toBe(303)
    await trusted().Product.destroyWhere({ id })
  })
})

describe('a correction of a product that is not shown any more', () => {
  it('is still among those of its author, who can take it back', async () => {
    await suggest(people.ann, { value: '3 kg' })
    await trusted().Product.updateWhere({ gtin: '00009800895007' }, { status: 'draft' })
    const page = await people.ann.get('/claims')
    expect([page.status, (await page.text()).includes('A product that is not shown any more')]).toEqual([
      200,
      true,
    ])
    expect(await act(people.clerk, 'nonsense')).toBe(400)
    expect(await act(people.ann, 'withdraw')).toBe(303)
    await trusted().Product.updateWhere({ gtin: '00009800895007' }, { status: 'published' })
  })
})

describe('the author of a correction', () => {
  it('is told as what they were, for which company, and not by name', async () => {
    for (const [who, authorRole, slug] of [
      ['ann', 'reader', null],
      ['clerk', 'staff', 'ferrero'],
      ['other', 'owner', 'mars'],
      ['administrator', 'administrator', null],
    ] as const) {
      await suggest(people[who], { value: `${who} g` })
      const { authorCompanyId } = await latest()
      const company = slug === null ? null : (await companyOf(slug)).id
      expect(await latest()).toMatchObject({ authorRole })
      expect(authorCompanyId).toBe(company)
    }
    const queue = await (await people.administrator.get('/moderation')).text()
    expect(queue).toMatch(/By staff of <a href="\/companies\/ferrero">Ferrero<\/a>/)
    expect(queue).toMatch(/By an owner of <a href="\/companies\/mars">Mars<\/a>/)
    expect(queue).not.toMatch(/@example\.com|>ann</)
    await trusted().Claim.updateWhere({ state: 'open' }, { state: 'rejected' })
  })

  it('stays what they were, whatever becomes of them', async () => {
    await suggest(people.clerk, {})
    const { id } = await latest()
    await trusted().Membership.updateWhere({ user: { name: 'clerk' } }, { role: 'owner' })
    expect(await trusted().Claim.findById(id)).toMatchObject({ authorRole: 'staff' })
    await trusted().Membership.updateWhere({ user: { name: 'clerk' } }, { role: 'staff' })
    expect(await act(people.clerk, 'withdraw')).toBe(303)
  })

  it('cannot be more than they are, and no form says what they are', async () => {
    const ann = await sessionOf(app, 'ann')
    const product = await trusted().Product.findOne({ where: { gtin: '00009800895007' } })
    const claim = { productId: product?.id ?? '', path: 'size', value: '1', source } as const
    const { id: ferrero } = await companyOf('ferrero')
    for (const pretended of [
      { authorRole: 'owner', authorCompanyId: ferrero },
      { authorRole: 'staff', authorCompanyId: ferrero },
      { authorRole: 'administrator' },
      { authorRole: 'reader', authorCompanyId: ferrero },
      { authorRole: 'owner' },
    ] as const)
      await expect(ann.Claim.create({ ...claim, ...pretended })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const clerk = await sessionOf(app, 'clerk')
    const asOwner = { authorRole: 'owner', authorCompanyId: ferrero } as const
    await expect(clerk.Claim.create({ ...claim, ...asOwner })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await suggest(people.ann, { authorRole: 'owner', authorCompanyId: ferrero })
    expect(await latest()).toMatchObject({ authorRole: 'reader', authorCompanyId: null })
    expect(await act(people.ann, 'withdraw')).toBe(303)
  })

  it('is in no history that others can read', async () => {
    const user = await trusted().User.findOne({ where: { name: 'ann' } })
    for (const session of [null, { user: { id: 'x', roles: [] } }])
      for (const change of await app.db.as(session).Change.find({ where: { model: 'Claim' } }))
        expect(JSON.stringify(change)).not.toContain(user?.id)
    expect(await trusted().Change.count({ model: 'Claim', actorId: user?.id ?? '' })).toBeGreaterThan(0)
  })
})

describe('a correction that is superseded', () => {
  it('is one of a field of which another one was accepted', async () => {
    await suggest(people.ann, { value: '410 g' })
    const { id } = await latest()
    await suggest(people.other, { path: 'url', value: 'https://example.com/' })
    const { id: another } = await latest()
    await suggest(people.other, { value: '420 g' })
    expect(await act(people.clerk, 'accept')).toBe(303)
    expect(await trusted().Claim.findById(id)).toMatchObject({ state: 'superseded' })
    expect(await trusted().Claim.findById(another)).toMatchObject({ state: 'open' })
    await trusted().Claim.updateWhere({ id: another }, { state: 'rejected' })
  })

  it('is one that an edit has made true, and no other', async () => {
    await suggest(people.ann, { value: '440 g' })
    const { id } = await latest()
    await suggest(people.ann, { value: '441 g' })
    const { id: another } = await latest()
    const form = await (await people.clerk.get(`${nutella}/edit`)).text()
    const version = /name="version" value="(\d+)"/.exec(form)?.[1] ?? ''
    expect((await people.clerk.post(`${nutella}/edit`, { version, size: '440 g' })).status).toBe(303)
    expect(await trusted().Claim.findById(id)).toMatchObject({ state: 'superseded' })
    expect(await trusted().Claim.findById(another)).toMatchObject({ state: 'open' })
    expect(await act(people.clerk, 'accept')).toBe(303)
    expect([await size(), (await latest()).state]).toEqual(['440 g', 'conflict'])
  })

  it('is one that is true already when it is accepted', async () => {
    await suggest(people.ann, { value: '450 g' })
    await trusted().Product.updateWhere({ gtin: '00009800895007' }, { size: '450 g' })
    expect(await act(people.clerk, 'accept')).toBe(303)
    expect((await latest()).state).toBe('superseded')
  })
})

describe('the word of a company', () => {
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
  const decideUntil = async (who: Visitor, what: string, reviewAfter: string) =>
    who.post(`/claims/${(await latest()).id}`, { do: what, reviewAfter })

  it('is given by those who act for it, for a year at most', async () => {
    await suggest(people.ann, { value: '500 g' })
    expect((await decideUntil(people.administrator, 'reject', day(30))).status).toBe(403)
    for (const wrong of [day(-1), day(400), 'soon']) {
      const refused = await decideUntil(people.clerk, 'reject', wrong)
      expect([refused.status, (await refused.text()).includes('role="alert"')]).toEqual([409, true])
    }
    expect((await latest()).state).toBe('open')
    const queue = await (await people.clerk.get('/moderation')).text()
    expect(queue).toContain('name="reviewAfter"')
    expect(await (await people.administrator.get('/moderation')).text()).not.toContain('name="reviewAfter"')
    expect((await decideUntil(people.clerk, 'reject', day(30))).status).toBe(303)
    expect(await latest()).toMatchObject({ state: 'rejected', reviewAfter: day(30) })
  })

  it('keeps others from the field, in forms and in the data layer; the company itself it does not', async () => {
    await suggest(people.ann, { value: '600 g' })
    const queue = await (await people.administrator.get('/moderation')).text()
    expect(queue).toMatch(/stands by what is there until/)
    expect(queue).not.toContain('value="accept"')
    expect(await act(people.administrator, 'accept')).toBe(403)
    expect([await size(), (await latest()).state]).toEqual(['450 g', 'open'])
    const form = await (await people.administrator.get(`${nutella}/edit`)).text()
    expect(form).not.toContain('name="size"')
    const version = /name="version" value="(\d+)"/.exec(form)?.[1] ?? ''
    const forced = await people.administrator.post(`${nutella}/edit`, { version, size: '600 g' })
    expect(forced.status).toBe(403)
    const url = 'https://www.nutella.com/'
    expect((await people.administrator.post(`${nutella}/edit`, { version, url })).status).toBe(303)
    const db = await sessionOf(app, 'administrator')
    const product = await db.Product.findOne({ where: { gtin: '00009800895007' } })
    await expect(product?.set({ size: '1 t' }).save()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await db.Product.updateWhere({ gtin: '00009800895007' }, { size: '1 t' })).toBe(0)
    expect(await size()).toBe('450 g')
    const page = await (await people.guest.get(nutella)).text()
    expect(page).toMatch(/Ferrero stands by this until/)
    expect(await (await people.ann.get(`${nutella}/suggest`)).text()).toMatch(/stands by what is there now/)
    expect(await act(people.clerk, 'accept')).toBe(303)
    expect(await size()).toBe('600 g')
  })

  it('is the latest: what the company accepts, or stands by anew, ends those before', async () => {
    const words = async () => {
      const claims = await trusted().Claim.find({ where: { reviewAfter: { $gte: day(0) } } })
      return claims.map(({ reviewAfter }) => reviewAfter)
    }
    expect(await words()).toEqual([])
    for (const until of [day(20), day(10)]) {
      await suggest(people.ann, { value: '610 g' })
      expect((await decideUntil(people.clerk, 'reject', until)).status).toBe(303)
      expect(await words()).toEqual([until])
    }
    await suggest(people.ann, { value: '620 g' })
    expect((await decideUntil(people.administrator, 'reject', '')).status).toBe(303)
    expect(await words()).toEqual([day(10)])
    await suggest(people.ann, { value: '630 g' })
    expect((await decideUntil(people.clerk, 'accept', '')).status).toBe(303)
    expect(await words()).toEqual([])
  })

  it('is lifted when its day has passed', async () => {
    await suggest(people.ann, { value: '650 g' })
    expect((await decideUntil(people.clerk, 'accept', day(0))).status).toBe(303)
    await suggest(people.ann, { value: '700 g' })
    expect(await act(people.administrator, 'accept')).toBe(403)
    vi.setSystemTime(Date.now() + 86_400_000)
    try {
      expect(await act(people.administrator, 'accept')).toBe(303)
      expect(await size()).toBe('700 g')
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the queue', () => {
  it('is for whoever is signed in, with what they may decide on', async () => {
    expect((await people.guest.get('/moderation')).headers.get('Location')).toBe('/sign-in')
    expect((await people.guest.get('/claims')).headers.get('Location')).toBe('/sign-in')
    await suggest(people.ann, { value: '800 g' })
    for (const who of ['ann', 'other'] as const)
      expect(await (await people[who].get('/moderation')).text()).toContain('nothing for you to decide')
    for (const who of ['clerk', 'administrator'] as const)
      expect(await (await people[who].get('/moderation')).text()).toContain('800 g</ins>')
    await suggest(people.clerk, { value: '801 g' })
    expect(await (await people.clerk.get('/moderation')).text()).not.toContain('801 g')
    expect(await (await people.administrator.get('/moderation')).text()).toContain('801 g')
  })

  it('comes in pages, the oldest first, and so do one’s own', async () => {
    for (let i = 0; i < 25; i++) await suggest(people.ann, { value: `${900 + i} g` })
    const values = (page: string) => [...page.matchAll(/(\d+) g<\/ins>/g)].map((found) => found[1])
    for (const [who, path] of [
      ['clerk', '/moderation'],
      ['ann', '/claims'],
    ] as const) {
      const first = await (await people[who].get(path)).text()
      const next = /rel="next" href="([^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const second = await (await people[who].get(next)).text()
      const claims = [...first.matchAll(/<div class="claim">/g)]
      expect(claims).toHaveLength(20)
      expect(values(second).length).toBeGreaterThan(5)
      if (who === 'clerk') expect(new Set([...values(first), ...values(second)]).size).toBe(26)
    }
    const queue = values(await (await people.clerk.get('/moderation')).text())
    expect(queue.slice(0, 3)).toEqual(['800', '900', '901'])
  })

  it.each([
    ['/moderation', 12],
    ['/claims', 12],
    ['/account', 12],
    [`${nutella}/edit`, 12],
    [`${nutella}/suggest`, 12],
    [nutella, 18],
  ])(
    'and other pages of those who decide ask the database a fixed number of times: %s',
    async (path, most) => {
      let count = 0
      const stop = app.db.on('statement', () => count++)
      expect((await people.clerk.get(path)).status).toBe(200)
      stop()
      expect(count).toBeGreaterThan(0)
      expect(count).toBeLessThanOrEqual(most)
    },
  )
})

describe('the page of a product', () => {
  it('says who says what it says, field by field', async () => {
    await trusted().Claim.destroyWhere({ state: 'open' })
    const before = await (await people.guest.get(nutella)).text()
    expect(before).toMatch(
      /<h2 id="provenance">Who says so[\s\S]*<dt>Name<\/dt><dd>Written by hand for Itemscope/,
    )
    await suggest(people.other, { value: '999 g', source: 'https://example.org/label' })
    expect(await act(people.clerk, 'accept')).toBe(303)
    const page = await (await people.guest.get(nutella)).text()
    expect(page).toMatch(
      /<dt>Size<\/dt><dd>A correction by an owner of <a href="\/companies\/mars">Mars<\/a>, source: <a href="https:\/\/example.org\/label" [^>]*>example.org</,
    )
    expect(page).toMatch(/<dt>Website<\/dt><dd>Written by administrator, <a href="[^"]*\/history\/\d+"/)
  })
})
