import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, signedIn, visitor } from './support/accounts.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

let app: RunningApp

beforeAll(async () => {
  app = await startApp()
})

afterAll(() => app.stop())

describe('an account', () => {
  it('is made, and signs in and out', async () => {
    const ann = visitor(app)
    expect((await ann.get('/account')).headers.get('Location')).toBe('/sign-in')
    const made = await ann.post('/register', { name: 'Ann <b>', email: ' Ann@Example.com ', password })
    expect([made.status, made.headers.get('Location')]).toEqual([303, '/account'])
    const cookie = made.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(
      /^itemscope=[\w-]{43}; Max-Age=1209600; Path=\/; Expires=[^;]*; HttpOnly; SameSite=Lax$/,
    )
    const account = await ann.get('/account')
    expect(account.headers.get('Cache-Control')).toBe('private, no-store')
    const page = await account.text()
    expect(page).toContain('<h1>Ann &lt;b&gt;</h1>')
    expect(page).toContain('ann@example.com')
    const old = /itemscope=([^;]*)/.exec(cookie)?.[1]
    expect((await ann.post('/sign-out', {})).headers.get('Location')).toBe('/')
    const again = await app.fetch('/account', { headers: { Cookie: `itemscope=${old}` } })
    expect(again.headers.get('Location')).toBe('/sign-in')
    expect((await ann.post('/sign-in', { email: 'ANN@example.com', password })).status).toBe(303)
  })

  it('is not made of what does not fit, and says what is wrong', async () => {
    const bob = visitor(app)
    const short = await bob.post('/register', { name: '', email: 'no', password: 'short' })
    expect(short.status).toBe(422)
    const page = await short.text()
    for (const field of ['name', 'email', 'password']) expect(page).toContain(`id="${field}-problem"`)
    expect(page).not.toContain('short"')
    await bob.post('/register', { name: 'Bob', email: 'bob@example.com', password })
    const twice = await visitor(app).post('/register', { name: 'Bob', email: 'bob@example.com', password })
    expect(twice.status).toBe(422)
    expect(await twice.text()).toContain('belongs to an account that is here already')
  })

  it('gives itself no roles', async () => {
    const eve = visitor(app)
    await eve.post('/register', { name: 'Eve', email: 'eve@example.com', password, roles: 'administrator' })
    expect(await (await eve.get('/account')).text()).not.toContain('administrator')
  })

  it('answers an unknown e-mail and a wrong password alike', async () => {
    const guest = visitor(app)
    const wrong = await guest.post('/sign-in', { email: 'bob@example.com', password: 'wrong horse' })
    const unknown = await guest.post('/sign-in', { email: 'nobody@example.com', password: 'wrong horse' })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    for (const email of ['', 'a\0@example.com', 'no address', '{"$ne":null}'])
      expect((await guest.post('/sign-in', { email, password })).status).toBe(401)
    const page = async (response: Response) => (await response.text()).replace(/value="[^"]*"/g, '')
    expect(await page(unknown)).toBe(await page(wrong))
  })

  it('is guarded against guessing, and others are not kept out by that', async () => {
    const guest = visitor(app)
    const tries = []
    for (let i = 0; i < 12; i++)
      tries.push((await guest.post('/sign-in', { email: 'guessed@example.com', password: `${i}` })).status)
    expect(tries).toEqual([...Array(10).fill(401), 429, 429])
    expect((await guest.post('/sign-in', { email: 'bob@example.com', password })).status).toBe(303)
  })

  it('is asked for so often by one address of the network, and others are not kept out by that', async () => {
    const ask = async (path: string, from: string) => {
      const headers = { Origin: app.origin, 'X-Forwarded-For': `198.51.100.1, ${from}` }
      return (await app.fetch(path, { method: 'POST', body: new URLSearchParams({ email: 'no' }), headers }))
        .status
    }
    const made = []
    for (let i = 0; i < 61; i++) made.push(await ask('/register', '203.0.113.7'))
    expect([made.slice(0, 60).every((status) => status === 422), made[60]]).toEqual([true, 429])
    expect(await ask('/register', '203.0.113.8')).toBe(422)
    expect(await ask('/sign-in', '203.0.113.7')).toBe(401)
  })

  it('takes forms of its own site only', async () => {
    const body = new URLSearchParams({ email: 'bob@example.com', password })
    const from = async (headers: Record<string, string>) =>
      (await app.fetch('/sign-in', { method: 'POST', body, headers })).status
    expect(await from({})).toBe(403)
    expect(await from({ Origin: 'https://evil.example' })).toBe(403)
    expect(await from({ Origin: app.origin, 'Sec-Fetch-Site': 'cross-site' })).toBe(403)
    expect(await from({ 'Sec-Fetch-Site': 'same-origin' })).toBe(303)
  })

  it.each([
    '/account/companies',
    '/companies/ferrero/edit',
    '/companies/ferrero/members',
    '/companies/ferrero/members/1',
    '/invitations/1',
    '/brands/ferrero/edit',
    '/brands/ferrero/transfer',
    '/products/00009800895007/edit',
    '/products/00009800895007/transfer',
    '/products/00009800895007/suggest',
    '/products/00009800895007/history/1/revert',
    '/companies/ferrero/history/1/revert',
    '/brands/ferrero/history/1/revert',
    '/claims/1',
  ])('takes forms of its own site only, at %s', async (path) => {
    for (const headers of [{}, { Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      const init: RequestInit = { method: 'POST', body: new URLSearchParams({ do: 'accept' }), headers }
      const response = await app.fetch(path, init)
      expect([response.status, (await response.text()).includes('sent by another site')]).toEqual([403, true])
    }
  })

  it('ends with its session, and a token is in no table', async () => {
    const cleo = await signedIn(app, 'cleo')
    const db = app.db.system('a test')
    const sessions = await db.LoginSession.find({ plain: true })
    for (const { id } of sessions)
      expect((await app.fetch('/account', { headers: { Cookie: `itemscope=${id}` } })).status).toBe(303)
    await db.LoginSession.updateWhere({ id: { $ne: '' } }, { expiresAt: new Date(Date.now() - 1) })
    expect((await cleo.get('/account')).headers.get('Location')).toBe('/sign-in')
  })

  it('shows neither e-mail nor password to anybody else', async () => {
    await signedIn(app, 'hidden-person')
    const db = app.db.as(null)
    const [user] = await db.User.find({ where: { name: 'hidden-person' } })
    expect(JSON.stringify(user)).not.toMatch(/example\.com|scrypt/)
    await expect(db.User.count({ email: 'hidden-person@example.com' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('the page of permissions', () => {
  it('has each model and each rule', async () => {
    const page = await (await app.fetch('/permissions')).text()
    for (const model of ['Brand', 'Claim', 'Company', 'Invitation', 'Membership', 'Product', 'User'])
      expect(page).toContain(`<caption>${model}</caption>`)
    expect(page).toContain('LoginSession: for code only')
    expect(page).toContain('<th scope="row">supplierNotes</th><td>staff</td><td>staff</td>')
    expect(page).toMatch(/<th scope="row">size<\/th><td>[^<]*<\/td><td>staff, sizeOpen<\/td>/)
    expect(page).toMatch(/<th scope="row">verified<\/th><td>[^<]*<\/td><td>administrator<\/td>/)
    expect(page).toMatch(/<th scope="row">reviewAfter<\/th><td>[^<]*<\/td><td>staff<\/td>/)
  })
})
