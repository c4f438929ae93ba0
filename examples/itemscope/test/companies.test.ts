import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../src/database.ts'
import type { Visitor } from './support/accounts.ts'
import { password, signedIn } from './support/accounts.ts'
import { makePeople, sessionOf, versionOf } from './support/people.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const members = '/companies/ferrero/members'

let app: RunningApp
let people: Awaited<ReturnType<typeof makePeople>>

beforeAll(async () => {
  app = await startApp()
  people = await makePeople(app)
})

afterAll(() => app.stop())

const trusted = () => app.db.system('a test')

async function companyOf(slug: string) {
  const company = await trusted().Company.findOne({ where: { slug } })
  if (company === null) throw new Error(`there is no company ${slug}`)
  return company
}

async function memberOf(slug: string, name: string) {
  const where = { company: { slug }, user: { name } }
  return trusted().Membership.findOne({ where })
}

async function edit(who: Visitor, fields: Record<string, string>, path = '/companies/ferrero/edit') {
  const page = await (await who.get(path)).text()
  return who.post(path, { version: versionOf(page), ...fields })
}

async function change(who: Visitor, name: string, what: string, slug = 'ferrero') {
  const member = await memberOf(slug, name)
  return who.post(`/companies/${slug}/members/${member?.id ?? 'nobody'}`, {
    version: String(member?.version ?? 1),
    do: what,
  })
}

describe('a company', () => {
  it('is made by whoever is signed in, who is its owner then', async () => {
    expect((await people.guest.get('/account/companies')).headers.get('Location')).toBe('/sign-in')
    expect((await people.guest.post('/account/companies', { name: 'Guest & sons' })).status).toBe(403)
    expect((await people.stranger.get('/account/companies')).status).toBe(200)
    const made = await people.stranger.post('/account/companies', {
      name: ' New <b> & Söhne ',
      url: 'https://example.com/',
      phone: '',
      country: 'de',
      verified: 'yes',
      slug: 'mars',
    })
    expect([made.status, made.headers.get('Location')]).toEqual([303, '/companies/new-b-sohne'])
    const company = await companyOf('new-b-sohne')
    expect(company).toMatchObject({ name: 'New <b> & Söhne', country: 'DE', verified: false, phone: null })
    expect(await trusted().Membership.find({ where: { companyId: company.id } })).toMatchObject([
      { role: 'owner' },
    ])
    expect(await (await people.stranger.get('/account')).text()).toContain('New &lt;b&gt; &amp; Söhne')
    expect((await people.stranger.get('/companies/new-b-sohne/edit')).status).toBe(200)
  })

  it('says what is wrong with it, and leads to each field; nothing is stored then', async () => {
    const before = await trusted().Company.count()
    const wrong = await people.other.post('/account/companies', {
      name: '',
      url: 'nonsense',
      country: 'Germany',
      gln: '4012345000008',
    })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    for (const field of ['name', 'url', 'country', 'gln']) {
      expect(page).toContain(`<a href="#${field}">`)
      expect(page).toContain(`id="${field}-problem"`)
    }
    expect(page).toContain('<title>Error: Make a company – Itemscope</title>')
    expect(page).toContain('value="nonsense"')
    const taken = await people.other.post('/account/companies', { name: 'FERRERO' })
    expect([taken.status, (await taken.text()).includes('id="name-problem"')]).toEqual([422, true])
    expect(await trusted().Company.count()).toBe(before)
  })

  it('belongs to its maker in the model too, and to nobody where code made it', async () => {
    const db = await sessionOf(app, 'other')
    const made = await db.Company.create({ name: 'Made by code', slug: 'made-by-code' })
    expect(await memberOf('made-by-code', 'other')).toMatchObject({ role: 'owner' })
    expect(JSON.stringify(await app.db.as(null).Company.findById(made.id))).not.toContain('founder')
    const { id } = await trusted().Company.create({ name: 'Of nobody', slug: 'of-nobody' })
    expect(await trusted().Membership.count({ companyId: id })).toBe(0)
    const { user } = { user: await trusted().User.findOne({ where: { name: 'other' } }) }
    await expect(
      db.Membership.create({ companyId: id, userId: user?.id ?? '', role: 'owner' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it.each([
    ['guest', 403],
    ['stranger', 403],
    ['other', 403],
    ['clerk', 403],
    ['owner', 200],
    ['administrator', 200],
  ] as const)(
    'is opened to be changed by %s with %i, and what is not there by nobody',
    async (who, status) => {
      expect((await people[who].get('/companies/ferrero/edit')).status).toBe(status)
      expect((await people[who].get('/companies/nowhere/edit')).status).toBe(404)
      const sent = await people[who].post('/companies/ferrero/edit', { version: '0', name: 'Ferrero' })
      expect(sent.status).toBe(status === 200 ? 409 : 403)
      expect((await people[who].post('/companies/nowhere/edit', { version: '1' })).status).toBe(404)
    },
  )

  it('is changed by its owners; that it is verified, by administrators alone', async () => {
    expect(await (await people.owner.get('/companies/ferrero/edit')).text()).not.toContain('name="verified"')
    expect(await (await people.administrator.get('/companies/ferrero/edit')).text()).toContain(
      'name="verified"',
    )
    expect((await edit(people.owner, { phone: '+39 0173 295111' })).status).toBe(303)
    expect((await edit(people.owner, { verified: 'yes' })).status).toBe(403)
    expect((await companyOf('ferrero')).verified).toBe(false)
    expect((await edit(people.administrator, { verified: 'yes' })).status).toBe(303)
    expect(await companyOf('ferrero')).toMatchObject({ verified: true, phone: '+390173295111' })
    expect((await edit(people.owner, { verified: 'no', country: 'IT' })).status).toBe(403)
  })

  it('tells the second of two that it was changed, and keeps what the first has stored', async () => {
    const version = versionOf(await (await people.owner.get('/companies/ferrero/edit')).text())
    const send = (who: Visitor, country: string) => who.post('/companies/ferrero/edit', { version, country })
    expect((await send(people.owner, 'MC')).status).toBe(303)
    const late = await send(people.administrator, 'FR')
    expect(late.status).toBe(409)
    expect(await late.text()).toMatch(/changed this company meanwhile[\s\S]*value="MC"/)
  })

  it('that is called otherwise keeps its address, and is searched for by the new name', async () => {
    expect((await edit(people.owner, { name: 'Ferrero Zwölf' })).status).toBe(303)
    expect((await people.guest.get('/companies/ferrero')).status).toBe(200)
    const found = await (await people.guest.get('/?q=zwolf')).text()
    expect(found).toContain('Nutella')
    expect((await edit(people.owner, { name: 'Ferrero' })).status).toBe(303)
    expect(await (await people.guest.get('/?q=zwolf')).text()).toContain('0 products')
  })

  it('leads those who may to its forms, and nobody else', async () => {
    const page = async (who: Visitor) => (await who.get('/companies/ferrero')).text()
    expect(await page(people.owner)).toMatch(/ferrero\/edit"[\s\S]*ferrero\/members"/)
    expect(await page(people.clerk)).toMatch(/ferrero\/members"/)
    for (const who of ['guest', 'stranger', 'other'] as const)
      expect(await page(people[who])).not.toMatch(/ferrero\/(edit|members)"/)
  })

  it('goes with its members, its last owner too, where an administrator destroys it', async () => {
    const db = await sessionOf(app, 'administrator')
    const { id } = await companyOf('new-b-sohne')
    expect(await trusted().Membership.count({ companyId: id })).toBe(1)
    await (await db.Company.findById(id))?.destroy()
    expect(await trusted().Membership.count({ companyId: id })).toBe(0)
    expect((await people.guest.get('/companies/new-b-sohne')).status).toBe(404)
  })
})

describe('the members of a company', () => {
  it.each([
    ['guest', 403],
    ['stranger', 403],
    ['other', 403],
    ['clerk', 200],
    ['owner', 200],
    ['administrator', 200],
  ] as const)('are seen by %s with %i', async (who, status) => {
    const response = await people[who].get(members)
    expect(response.status).toBe(status)
    expect(response.headers.get('Cache-Control')).toMatch(/no-store/)
    const page = await response.text()
    expect(page.includes('<strong>clerk</strong>')).toBe(status === 200)
    expect(page.includes('action="/companies/ferrero/members"')).toBe(
      ['owner', 'administrator'].includes(who),
    )
    expect((await people[who].get('/companies/nowhere/members')).status).toBe(404)
  })

  it('are alike to strangers, be they there or not', async () => {
    for (const who of ['guest', 'stranger', 'other'] as const) {
      const there = await change(people[who], 'clerk', 'remove')
      const not = await change(people[who], 'nobody', 'remove')
      expect([there.status, await there.text()]).toEqual([not.status, await not.text()])
      expect(there.status).toBe(403)
    }
    expect((await change(people.clerk, 'nobody', 'remove')).status).toBe(404)
    expect((await change(people.owner, 'other', 'remove')).status).toBe(404)
  })

  it('are given other roles and removed by owners, not by staff', async () => {
    expect((await change(people.clerk, 'owner', 'remove')).status).toBe(403)
    expect((await change(people.clerk, 'clerk', 'owner')).status).toBe(403)
    expect((await change(people.owner, 'clerk', 'nonsense')).status).toBe(400)
    const member = await memberOf('ferrero', 'clerk')
    const stale = await people.owner.post(`${members}/${member?.id}`, { version: '77', do: 'owner' })
    expect([stale.status, (await stale.text()).includes('changed this membership meanwhile')]).toEqual([
      409,
      true,
    ])
    expect((await change(people.owner, 'clerk', 'owner')).status).toBe(303)
    expect((await people.clerk.get('/companies/ferrero/edit')).status).toBe(200)
    expect((await change(people.owner, 'clerk', 'staff')).status).toBe(303)
    expect((await people.clerk.get('/companies/ferrero/edit')).status).toBe(403)
  })

  it('keep an owner: the last one neither leaves, nor is removed or made staff', async () => {
    for (const [who, what] of [
      ['owner', 'remove'],
      ['owner', 'staff'],
      ['administrator', 'remove'],
      ['administrator', 'staff'],
    ] as const) {
      const refused = await change(people[who], 'owner', what)
      expect([who, what, refused.status]).toEqual([who, what, 422])
      expect(await refused.text()).toContain('make somebody else an owner first')
    }
    const last = await memberOf('ferrero', 'owner')
    await expect(last?.destroy()).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const account = await trusted().User.findOne({ where: { name: 'owner' } })
    await expect(account?.destroy()).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await memberOf('ferrero', 'owner')).toMatchObject({ role: 'owner' })
  })

  it('keep an owner where two leave at the same time', async () => {
    expect((await change(people.owner, 'clerk', 'owner')).status).toBe(303)
    const answers = await Promise.all([
      change(people.owner, 'owner', 'remove'),
      change(people.clerk, 'clerk', 'staff'),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 422])
    const { id } = await companyOf('ferrero')
    expect(await trusted().Membership.count({ companyId: id, role: 'owner' })).toBe(1)
    await trusted().Membership.destroyWhere({ companyId: id })
    for (const [name, role] of [
      ['owner', 'owner'],
      ['clerk', 'staff'],
    ] as const) {
      const user = await trusted().User.findOne({ where: { name } })
      await trusted().Membership.create({ companyId: id, userId: user?.id ?? '', role })
    }
  })

  it('keep an owner where two connections of one file take one away at the same time', async () => {
    const folder = temporaryFolder()
    const [first, second] = [
      await openDatabase(join(folder.path, 'two.db')),
      await openDatabase(join(folder.path, 'two.db')),
    ]
    const { Company, Membership, User } = first.system('a test')
    const { id: companyId } = await Company.create({ name: 'Two', slug: 'two' })
    const members = []
    for (const name of ['one', 'two']) {
      const { id: userId } = await User.create({ name, email: `${name}@example.com`, password })
      members.push(await Membership.create({ companyId, userId, role: 'owner' }))
    }
    for (let round = 0; round < 5; round++) {
      const [one, two] = await Promise.all([
        first.system('a test').Membership.findById(members[0]?.id ?? ''),
        second.system('a test').Membership.findById(members[1]?.id ?? ''),
      ])
      const outcomes = await Promise.allSettled([
        one?.set({ role: 'staff' }).save(),
        two?.set({ role: 'staff' }).save(),
      ])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await Membership.count({ companyId, role: 'owner' })).toBe(1)
      await Membership.updateWhere({ companyId }, { role: 'owner' })
    }
    await first.close()
    await second.close()
    folder[Symbol.dispose]()
  })

  it('leave, and see nothing any more', async () => {
    const left = await change(people.clerk, 'clerk', 'remove')
    expect([left.status, left.headers.get('Location')]).toEqual([303, '/account'])
    expect((await people.clerk.get(members)).status).toBe(403)
  })
})

describe('an invitation', () => {
  const invite = (who: Visitor, fields: Record<string, string>) =>
    who.post(members, { email: 'clerk@example.com', role: 'staff', ...fields })

  async function invitationOf(email: string) {
    return trusted().Invitation.findOne({ where: { email } })
  }
  const answer = async (who: Visitor, email: string, what: string) =>
    who.post(`/invitations/${(await invitationOf(email))?.id ?? 'none'}`, { do: what })

  it('is made by owners and administrators', async () => {
    for (const who of ['guest', 'stranger', 'other', 'clerk'] as const)
      expect((await invite(people[who], {})).status).toBe(403)
    const wrong = await invite(people.owner, { email: 'nonsense', role: 'king' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toMatch(/id="email-problem"[\s\S]*id="role-problem"/)
    expect((await invite(people.administrator, { email: ' Clerk@Example.com ' })).status).toBe(303)
    expect((await invite(people.owner, {})).status).toBe(303)
    expect(await trusted().Invitation.count()).toBe(1)
  })

  it('answers alike whether there is an account of the address or not', async () => {
    const there = await invite(people.owner, { email: 'stranger@example.com' })
    const not = await invite(people.owner, { email: 'unheard-of@example.com' })
    expect([there.status, there.headers.get('Location')]).toEqual([not.status, not.headers.get('Location')])
    const page = await (await people.owner.get(members)).text()
    const about = (email: string) =>
      new RegExp(`<li><p><strong>${email}[\\s\\S]*?</li>`)
        .exec(page)?.[0]
        .replaceAll(email, '')
        .replace(/invitations\/[^"]*/, '')
    expect(about('stranger@example.com')).toBe(about('unheard-of@example.com'))
    expect(about('stranger@example.com')).toContain('Withdraw')
  })

  it('is seen by whoever it is for and by owners, and by nobody else', async () => {
    expect(await (await people.clerk.get('/account')).text()).toContain('Ferrero')
    expect(await (await people.other.get('/account')).text()).not.toContain('/invitations/')
    for (const who of ['guest', 'other', 'stranger'] as const)
      for (const what of ['accept', 'decline'])
        expect((await answer(people[who], 'clerk@example.com', what)).status).toBe(404)
    expect((await answer(people.owner, 'clerk@example.com', 'accept')).status).toBe(403)
    expect((await answer(people.clerk, 'clerk@example.com', 'nonsense')).status).toBe(400)
  })

  it('makes a member of whoever accepts it, as what it says', async () => {
    const clerk = await sessionOf(app, 'clerk')
    const [{ id: companyId }, user] = [
      await companyOf('ferrero'),
      await trusted().User.findOne({ where: { name: 'clerk' } }),
    ]
    await expect(
      clerk.Membership.create({ companyId, userId: user?.id ?? '', role: 'owner' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const [one, two] = await Promise.all([
      answer(people.clerk, 'clerk@example.com', 'accept'),
      answer(people.clerk, 'clerk@example.com', 'accept'),
    ])
    expect([one.status, two.status].toSorted()).toEqual([303, 404])
    expect(await memberOf('ferrero', 'clerk')).toMatchObject({ role: 'staff' })
    expect(await invitationOf('clerk@example.com')).toBeNull()
    expect((await people.clerk.get(members)).status).toBe(200)
  })

  it('of whoever is a member already says so', async () => {
    expect((await invite(people.owner, {})).status).toBe(303)
    const again = await answer(people.clerk, 'clerk@example.com', 'accept')
    expect([again.status, (await again.text()).includes('already')]).toEqual([422, true])
    expect((await answer(people.clerk, 'clerk@example.com', 'decline')).status).toBe(303)
  })

  it('counts for whoever makes an account of its address later', async () => {
    const late = await signedIn(app, 'unheard-of')
    expect(await (await late.get('/account')).text()).toContain('/invitations/')
    expect((await answer(late, 'unheard-of@example.com', 'accept')).status).toBe(303)
    expect(await memberOf('ferrero', 'unheard-of')).toMatchObject({ role: 'staff' })
  })

  it('is withdrawn by owners, declined, and has an end', async () => {
    expect((await answer(people.owner, 'stranger@example.com', 'withdraw')).headers.get('Location')).toBe(
      members,
    )
    expect(await invitationOf('stranger@example.com')).toBeNull()
    await invite(people.owner, { email: 'stranger@example.com' })
    await trusted().Invitation.updateWhere(
      { email: 'stranger@example.com' },
      { expiresAt: new Date(Date.now() - 1) },
    )
    expect((await answer(people.stranger, 'stranger@example.com', 'accept')).status).toBe(404)
    expect(await (await people.stranger.get('/account')).text()).not.toContain('/invitations/')
    await invite(people.owner, { email: 'stranger@example.com' })
    const declined = await answer(people.stranger, 'stranger@example.com', 'decline')
    expect([declined.status, declined.headers.get('Location')]).toEqual([303, '/account'])
    expect(await invitationOf('stranger@example.com')).toBeNull()
  })
})
