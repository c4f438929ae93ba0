import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../examples/itemscope/src/database.ts'
import type { AxeResults } from '../../examples/itemscope/test/support/axe.ts'
import { axeScript } from '../../examples/itemscope/test/support/axe.ts'
import type { Child } from '../../examples/itemscope/test/support/child.ts'
import { startChild } from '../../examples/itemscope/test/support/child.ts'
import { addOffersAndLinks, changeProduct } from '../../examples/itemscope/test/support/products.ts'
import { temporaryFolder } from '../../examples/itemscope/test/support/temporary-folder.ts'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const folder = temporaryFolder()
let server: Child
let browser: Browser
let origin: string
let braDryer: string

beforeAll(async () => {
  server = startChild('src/server.ts', [], { ITEMSCOPE_DB: join(folder.path, 'test.db'), PORT: '0' })
  const executablePath = process.env.PROMETHEUS_CHROMIUM ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, headless: true, args: quiet })
  origin = (await server.printed(/Itemscope is at (http:\S+)/))[1] ?? ''
  const db = await openDatabase(join(folder.path, 'test.db'))
  await addOffersAndLinks(db, '00011210000018')
  await changeProduct(db, '00011210000018')
  await addOwner(db, '00009800895007')
  braDryer = `/id/${(await db.system('a test').Product.findOne({ where: { name: 'The Bra Dryer' } }))?.id}`
  await db.close()
})

afterAll(async () => {
  await browser.close()
  server.process.kill('SIGTERM')
  await server.ended()
  folder[Symbol.dispose]()
})

const owner = { email: 'owner@example.com', password: 'correct horse battery' }

/** Gives the company of a product an owner, and to another company one too, to whom it is offered. */
async function addOwner(db: Awaited<ReturnType<typeof openDatabase>>, gtin: string): Promise<void> {
  const { Company, Membership, Product, User } = db.system('a test')
  const { id: userId } = await User.create({ ...owner, name: 'Owner of Ferrero' })
  const [ferrero, mars] = [
    await Company.findOne({ where: { slug: 'ferrero' } }),
    await Company.findOne({ where: { slug: 'mars' } }),
  ]
  await Membership.create({ userId, companyId: ferrero?.id ?? '', role: 'owner' })
  const product = await Product.findOne({ where: { gtin } })
  await product?.set({ companyId: ferrero?.id ?? null }).save()
  const other = await Product.findOne({ where: { companyId: mars?.id ?? '' } })
  if (other !== null && ferrero !== null) await other.transfer(ferrero)
  await addPending(db, { ferrero: ferrero?.id ?? '', mars: mars?.id ?? '', product: product?.id ?? '' })
}

/** What waits for the owner: an invitation, and corrections to decide on, one of a field that the company stands by. */
async function addPending(
  db: Awaited<ReturnType<typeof openDatabase>>,
  { ferrero, mars, product }: Record<'ferrero' | 'mars' | 'product', string>,
): Promise<void> {
  const { Claim, Invitation } = db.system('a test')
  await Invitation.create({ companyId: mars, email: owner.email })
  await Invitation.create({ companyId: ferrero, email: 'somebody@example.com', role: 'owner' })
  const claim = { productId: product, source: 'https://example.com/label?a=1&b=2', value: '1964-04-20' }
  const reviewAfter = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  await Claim.create({ ...claim, path: 'url', value: 'https://example.com/', state: 'rejected', reviewAfter })
  await Claim.create({ ...claim, path: 'released', note: 'It says so on the label.' })
  await Claim.create({
    ...claim,
    path: 'description',
    value: 'Spread.',
    authorCompanyId: mars,
    authorRole: 'owner',
  })
}

/** A path, or what gives it once there are records. */
type Address = string | (() => string)

const at = (path: Address): string => (typeof path === 'string' ? path : path())

/** Opens a page of its own; everything that the browser complains about is collected. */
async function open(
  path: Address,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ baseURL: origin, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`))
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) complaints.push(`${request.url()} was asked for`)
  })
  await page.goto(at(path))
  return { page, complaints }
}

const pages = {
  home: '/',
  search: '/?q=choc&category=snacks-sweets',
  'a category of the tree': '/?category=spreads&brand=ferrero',
  'nothing found': '/?q=nothing+like+this',
  'a product': '/01/00009800895007',
  'a book': '/01/09780393316049',
  'a product without a GTIN': () => braDryer,
  'a product with offers and links': '/01/00011210000018',
  'a company': '/companies/the-coca-cola-company',
  'a brand': '/brands/coca-cola',
  'a history': '/products/00011210000018/history',
  'a step of a history': '/products/00011210000018/history/2',
  'a category': '/categories/pantry',
  'all categories': '/categories',
  'all brands': '/brands',
  'all companies': '/companies',
  'signing in': '/sign-in',
  'making an account': '/register',
  'who may do what': '/permissions',
  'an error': '/01/00009800895008',
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it.each(Object.entries(pages))('%s is accessible, and nothing in it fails', async (_, path) => {
    const { page, complaints } = await open(path, { colorScheme })
    const { violations, passes } = (await page.evaluate(axeScript)) as AxeResults
    expect(passes.length).toBeGreaterThan(15)
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    expect(complaints.filter((complaint) => !/status of (400|404)/.test(complaint))).toEqual([])
    await page.context().close()
  })
})

describe.each([true, false])('with JavaScript %s', (javaScriptEnabled) => {
  it('a product is searched for, found, and read', async () => {
    const { page } = await open('/', { javaScriptEnabled })
    await page.getByRole('searchbox').fill('PARONSODA')
    await page.getByRole('searchbox').press('Enter')
    await page.getByRole('heading', { name: '1 product for “PARONSODA”' }).waitFor()
    await page.getByRole('link', { name: 'Päronsoda' }).click()
    expect(new URL(page.url()).pathname).toBe('/01/07318690106241')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Päronsoda')
    await page.getByRole('link', { name: 'ICA', exact: true }).click()
    expect(new URL(page.url()).pathname).toBe('/brands/ica')
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['Päronsoda'])
    await page.context().close()
  })

  it('the way leads from a product to its company, its brands, and up and down the categories', async () => {
    const { page } = await open('/01/00044000032029', { javaScriptEnabled })
    const heading = () => page.getByRole('heading', { level: 1 }).textContent()
    await page.getByRole('link', { name: 'Mondelēz International' }).click()
    expect(await heading()).toBe('Mondelēz International')
    await page.getByRole('link', { name: 'Cadbury', exact: true }).click()
    expect(await heading()).toBe('Cadbury')
    await page.getByRole('link', { name: /^Dairy Milk/ }).click()
    await page
      .getByRole('navigation', { name: 'Breadcrumbs' })
      .getByRole('link', { name: 'Chocolate' })
      .click()
    expect(await heading()).toBe('Chocolate')
    await page
      .getByRole('navigation', { name: 'Breadcrumbs' })
      .getByRole('link', { name: 'Snacks & sweets' })
      .click()
    await page
      .getByRole('navigation', { name: 'Categories below' })
      .getByRole('link', { name: 'Biscuits' })
      .click()
    await page.getByRole('heading', { name: '4 products' }).waitFor()
    await page.getByRole('link', { name: 'Search in these' }).click()
    await page.getByRole('searchbox').fill('oreo')
    await page.getByRole('searchbox').press('Enter')
    await page.getByRole('heading', { name: '1 product for “oreo”' }).waitFor()
    await page.context().close()
  })

  it('the catalogue is narrowed, ordered and leafed through', async () => {
    const { page } = await open('/', { javaScriptEnabled })
    const names = () => page.getByRole('heading', { level: 3 }).allTextContents()
    expect((await names()).slice(0, 2)).toEqual(['The Bra Dryer', 'Nutella'])
    const categories = page.getByRole('navigation', { name: 'Category' })
    await categories.getByRole('link', { name: /^Food/ }).click()
    await page.getByRole('link', { name: 'By name' }).click()
    const first = await names()
    expect(first).toHaveLength(24)
    await page.getByRole('link', { name: 'Next page' }).click()
    expect(await names()).toHaveLength(19)
    await page.getByRole('link', { name: 'Previous page' }).click()
    expect(await names()).toEqual(first)
    await categories.getByRole('link', { name: /^Pantry/ }).click()
    await categories.getByRole('link', { name: /^Spreads/ }).click()
    expect(await names()).toHaveLength(4)
    await categories.getByRole('link', { name: /^Spreads/ }).click()
    await page.getByRole('heading', { name: '20 products' }).waitFor()
    await page.getByRole('link', { name: 'Without Pantry' }).click()
    await page.getByRole('heading', { name: /^1\d\d products$/ }).waitFor()
    await page.context().close()
  })
})

describe.each([
  { colorScheme: 'light', javaScriptEnabled: true },
  { colorScheme: 'dark', javaScriptEnabled: true },
  { colorScheme: 'light', javaScriptEnabled: false },
] as const)('an owner who is signed in, %o', (options) => {
  it('sees the account, changes a product, and nothing in it fails', async () => {
    const { page, complaints } = await open('/sign-in', options)
    const check = async () => {
      if (!options.javaScriptEnabled) return
      const { violations } = (await page.evaluate(axeScript)) as AxeResults
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      )
    }
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password').fill('not this')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await check()
    await page.getByLabel('Password').fill(owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Owner of Ferrero' }).waitFor()
    await page.getByText('is offered to Ferrero by Mars').waitFor()
    await check()
    await page.getByRole('link', { name: 'Nutella', exact: true }).first().click()
    const size = `${Date.now() % 1000} g`
    await page.getByLabel('Size').fill(size)
    await page.getByLabel('Notes').fill('For us alone')
    await check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(size, { exact: true }).waitFor()
    expect(await page.content()).not.toContain('For us alone')
    await page.getByRole('link', { name: 'Suggest a correction' }).click()
    await page.getByLabel('What it should be').fill('Spread')
    await page.getByLabel('Source').fill('https://example.com/')
    await check()
    await page.getByRole('button', { name: 'Suggest it' }).click()
    await page.getByText('It is open.').first().waitFor()
    await check()
    await page.getByRole('link', { name: 'Owner of Ferrero' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    expect(complaints.filter((complaint) => !/status of 401/.test(complaint))).toEqual([])
    await page.context().close()
  })
})

/** Pages of the owner that are reached by their addresses; each has a form, or leads to one. */
const ownPages = {
  'the account': '/account',
  'making a company': '/account/companies',
  'changing a company': '/companies/ferrero/edit',
  'the members of a company': '/companies/ferrero/members',
  'changing a brand': '/brands/ferrero/edit',
  'changing a product': '/products/00009800895007/edit',
  'suggesting a correction': '/products/00009800895007/suggest',
  'one’s own corrections': '/claims',
  'the queue': '/moderation',
  'going back to a version': '/products/00009800895007/history/1/revert',
  'a history that can be gone back in': '/products/00009800895007/history',
  'a product with a word of its company': '/products/00009800895007',
} as const

async function signIn(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const opened = await open('/sign-in', options)
  const { page } = opened
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/account')
  return opened
}

describe.each(['light', 'dark'] as const)(
  'pages of somebody who is signed in, in %s colours',
  (colorScheme) => {
    it('are accessible, and nothing in them fails', async () => {
      const { page, complaints } = await signIn({ colorScheme })
      for (const path of Object.values(ownPages)) {
        await page.goto(path)
        const { violations, passes } = (await page.evaluate(axeScript)) as AxeResults
        expect(passes.length, path).toBeGreaterThan(15)
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
        expect([path, ...found]).toEqual([path])
      }
      expect(complaints).toEqual([])
      await page.context().close()
    })
  },
)

describe.each([320, 390, 1280])('on a screen %i wide', (width) => {
  it('pages of somebody who is signed in have nothing to scroll sideways for', async () => {
    const { page } = await signIn({ viewport: { width, height: 800 } })
    for (const path of Object.values(ownPages)) {
      await page.goto(path)
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(over, path).toBeLessThanOrEqual(0)
    }
    await page.context().close()
  })
})

describe.each([
  { colorScheme: 'light', javaScriptEnabled: true },
  { colorScheme: 'dark', javaScriptEnabled: true },
  { colorScheme: 'light', javaScriptEnabled: false },
] as const)('somebody who is signed in, %o', (options) => {
  const check = async (page: Page) => {
    if (!options.javaScriptEnabled) return
    const { violations } = (await page.evaluate(axeScript)) as AxeResults
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }

  it('makes a company, is told what is wrong, and manages who acts for it', async () => {
    const { page } = await signIn(options)
    const name = `Company ${options.colorScheme} ${options.javaScriptEnabled}`
    await page.getByRole('link', { name: 'Make a company' }).click()
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('GLN').fill('123')
    await page.getByRole('button', { name: 'Make the company' }).click()
    await page.getByRole('alert').getByRole('link', { name: 'GLN has to be 13 digits' }).click()
    expect(new URL(page.url()).hash).toBe('#gln')
    await check(page)
    await page.getByLabel('GLN').fill('')
    await page.getByRole('button', { name: 'Make the company' }).click()
    await page.getByRole('heading', { name }).waitFor()
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    await page.getByLabel('Country').fill('pt')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Portugal').waitFor()
    await page.getByRole('link', { name: 'Members' }).click()
    await page.getByLabel('E-mail').fill('Somebody.Else@example.com')
    await page.getByLabel('Role').selectOption('Owner')
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByText('somebody.else@example.com', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('alert').getByText('make somebody else an owner first').waitFor()
    await check(page)
    await page.context().close()
  })

  it('decides on a correction, and goes back in the history', async () => {
    const { page } = await signIn(options)
    const file = join(folder.path, 'test.db')
    const size = `${options.colorScheme} ${options.javaScriptEnabled}`
    const db = await openDatabase(file)
    const { Claim, Product } = db.system('a test')
    const product = await Product.findOne({ where: { gtin: '00009800895007' } })
    const claim = { productId: product?.id ?? '', path: 'size', source: 'https://example.com/' } as const
    await Claim.create({ ...claim, value: size, baseValue: product?.size ?? null })
    await db.close()
    await page.getByRole('link', { name: 'For you to decide' }).click()
    const item = page.getByRole('listitem').filter({ hasText: size })
    await item.getByRole('button', { name: 'Accept' }).click()
    await page.goto('/products/00009800895007')
    await page.getByText(size, { exact: true }).waitFor()
    await page.getByText('A correction by a reader').first().waitFor()
    await page.getByRole('link', { name: 'and those before' }).click()
    await page.getByRole('link', { name: 'Go back to this version' }).nth(1).click()
    await page.getByRole('heading', { name: 'This would change' }).waitFor()
    await check(page)
    await page.getByRole('button', { name: /^Go back to version/ }).click()
    await page.getByRole('heading', { name: 'History of Nutella' }).waitFor()
    await page.goto('/products/00009800895007')
    expect(await page.getByText(size, { exact: true }).count()).toBe(0)
    await page.context().close()
  })
})

describe('a reader', () => {
  it('gets everywhere by the keyboard, past the header first', async () => {
    const { page } = await open('/')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().top >= 0')).toBe(true)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('q')
    await page.keyboard.type('nutella')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '2 products for “nutella”' }).waitFor()
    await page.context().close()
  })

  it.each([320, 390, 768, 1280])('on a screen %i wide has nothing to scroll sideways for', async (width) => {
    const { page } = await open('/', { viewport: { width, height: 800 } })
    for (const path of Object.values(pages).map(at)) {
      await page.goto(path)
      expect(
        await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        path,
      ).toBeLessThanOrEqual(0)
    }
    await page.context().close()
  })

  it('sees a barcode that is drawn, not only meant', async () => {
    const { page } = await open('/01/00009800895007')
    const box = await page.locator('.label .barcode path').boundingBox()
    expect(box?.width).toBeGreaterThan(150)
    expect(box?.height).toBeGreaterThan(60)
    await page.context().close()
  })
})
