import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProduct, nastyProduct } from './support/products.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

let app: RunningApp

beforeAll(async () => {
  app = await startApp()
  await createProduct(app.db, nastyProduct)
  await createProduct(
    app.db,
    { name: 'A draft', brand: 'Unheard', company: 'Unheard', category: ['Unheard'] },
    'draft',
  )
  for (let i = 0; i < 30; i++)
    await createProduct(app.db, { name: `Thing ${i}`, brand: 'Many', category: ['Things'] })
})

afterAll(() => app.stop())

const names = (page: string): string[] =>
  [...page.matchAll(/<h3><a href="[^"]*">([^<]*)</g)].map((found) => found[1] ?? '')
const text = async (path: string): Promise<string> => (await app.fetch(path)).text()

describe('the page of a company', () => {
  it('shows its facts, its brands with their numbers, and the products of all of them', async () => {
    const page = await text('/companies/unilever')
    expect(page).toContain('<h1><span itemprop="name">Unilever</span></h1>')
    expect(page).toContain('United Kingdom')
    expect(page).toMatch(/href="\/brands\/vaseline">.*Vaseline.*<span class="count">1<\/span>/)
    expect(names(page)).toEqual(['Aromat', 'Pears', 'Petroleum Jelly'])
  })

  it('shows a product that another company makes for one of its brands on the pages of both', async () => {
    expect(names(await text('/companies/hindustan-unilever'))).toEqual(['Pears'])
  })

  it('says that it was verified only where it was', async () => {
    expect(await text('/companies/mars')).not.toContain('Verified')
    await (await app.db.system('a test').Company.findOne({ where: { slug: 'mars' } }))
      ?.set({ verified: true })
      .save()
    expect(await text('/companies/mars')).toContain('Verified')
  })
})

describe('the page of a brand', () => {
  it('shows whose it is, its colour and its products', async () => {
    const page = await text('/brands/coca-cola')
    expect(page).toContain('<a href="/companies/the-coca-cola-company">The Coca-Cola Company</a>')
    expect(page).toContain('<path fill="#f40009"')
    expect(names(page)).toEqual(['Coca-Cola', 'Coca-Cola Zero'])
    expect(page).toContain('<a href="/?brand=coca-cola">Search in these</a>')
  })

  it('is leafed through without losing or repeating a product, there and back', async () => {
    const first = await text('/brands/many')
    const next = /rel="next" href="([^"]*)"/.exec(first)?.[1] ?? ''
    const second = await text(next)
    expect(new Set([...names(first), ...names(second)]).size).toBe(30)
    expect([names(first).length, names(second).length]).toEqual([24, 6])
    expect(names(await text(/rel="prev" href="([^"]*)"/.exec(second)?.[1] ?? ''))).toEqual(names(first))
    expect(second).toContain('<meta name="robots" content="noindex, follow">')
    expect(first).not.toContain('noindex')
  })

  it('of which nothing is published is there, and is listed nowhere', async () => {
    expect(await text('/brands/unheard')).toContain('<h2 id="products">0 products</h2>')
    for (const path of ['/brands', '/companies', '/sitemap.xml'])
      expect(await text(path)).not.toMatch(/unheard(?!<)/i)
  })
})

describe('the page of a category', () => {
  it('shows those above and below it, with their numbers, and the products of all of them', async () => {
    const page = await text('/categories/pantry')
    expect(page).toMatch(/href="\/categories">Categories<.*href="\/categories\/food">Food<\/a><\/li><\/ol>/)
    expect(page).toMatch(/href="\/categories\/spreads">Spreads<\/a> <span class="count">4<\/span>/)
    expect(page).toContain('<h2 id="products">20 products</h2>')
    expect(names(await text('/categories/spreads'))).toHaveLength(4)
  })

  it('is where the breadcrumbs of its products lead', async () => {
    expect(await text('/01/00009800895007')).toMatch(
      /href="\/">Catalogue<.*"\/categories\/food">Food<.*"\/categories\/pantry">Pantry<.*"\/categories\/spreads">Spreads</,
    )
  })
})

describe('the lists of all', () => {
  it('have every brand, company and category that has products', async () => {
    const [brands, companies, categories] = await Promise.all(
      ['/brands', '/companies', '/categories'].map(text),
    )
    expect(brands).toMatch(/href="\/brands\/kleenex">Kleenex<\/a> <span class="count">2<\/span>/)
    expect(companies).toMatch(/href="\/companies\/nestle">Nestlé<\/a><p class="quiet">Switzerland</)
    expect(categories).toMatch(
      />Food<\/a> <span class="count">43<\/span><ul.*>Pantry<\/a> <span class="count">20</,
    )
  })

  it('come in pages', async () => {
    await app.db.system('a test').transaction(async (tx) => {
      const rows = Array.from({ length: 120 }, (_, i) => ({ name: `B${i}`, slug: `zz-${i}` }))
      await tx.Brand.insertMany(rows)
      const brands = await tx.Brand.find({ where: { slug: { $startsWith: 'zz-' } }, select: { id: true } })
      const product = {
        status: 'published',
        origin: 'import',
        sortName: 'b',
        searchText: 'b',
        name: 'B',
      } as const
      await tx.Product.insertMany(brands.map(({ id }) => ({ ...product, brandId: id })))
    })
    const count = (page: string) => page.match(/href="\/brands\/[^?"]+"/g)?.length
    const first = await text('/brands')
    expect(count(first)).toBe(100)
    expect(first).toContain('<span class="total">216</span>')
    const second = await text(/rel="next" href="([^"]*)"/.exec(first)?.[1] ?? '')
    expect(count(second)).toBe(100)
    expect(count(await text(/rel="next" href="([^"]*)"/.exec(second)?.[1] ?? ''))).toBe(16)
  })
})

describe('an address', () => {
  it.each([
    ['/brands/Coca-Cola', '/brands/coca-cola'],
    [`/brands/${encodeURIComponent('Kellogg’s')}.jsonld?a=b`, '/brands/kelloggs.jsonld?a=b'],
    ['/companies/Nestl%C3%A9', '/companies/nestle'],
    ['/categories/Snacks%20%26%20sweets', '/categories/snacks-sweets'],
  ])('%s leads to %s', async (path, location) => {
    const response = await app.fetch(path)
    expect([response.status, response.headers.get('Location')]).toEqual([301, location])
  })

  it.each([
    ['/brands/nobody', 404],
    ['/companies/nobody.jsonld', 404],
    ['/categories/nothing', 404],
    ['/brands/%E0%A4%A', 400],
    ['/brands/%00', 404],
    ['/brands/.jsonld', 404],
    ['/brands/many?after=zzz', 400],
    ['/categories/things?before=zzz', 400],
    ['/companies?after=zzz', 400],
  ])('%s is an error %i', async (path, status) => {
    const response = await app.fetch(path)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toMatch(/node_modules|\.ts:|at async/)
  })

  it('of a name in another script is its own', async () => {
    const path = `/companies/sohne-tochter-${encodeURIComponent('日本')}`
    const page = await text(path)
    expect(page).toContain('&quot;Söhne&quot; &amp; &lt;Töchter&gt; 日本')
    expect(page).not.toMatch(/<Töchter>/)
    expect(await text('/sitemap.xml')).toContain(`<loc>${app.origin}${path}</loc>`)
  })
})

describe('documents', () => {
  it.each(['/brands/ferrero', '/companies/ferrero'])(
    'of %s are chosen by Accept and by ending',
    async (path) => {
      const page = await app.fetch(path)
      expect(page.headers.get('Vary')).toBe('Cookie, Accept')
      expect(page.headers.get('Content-Location')).toBe(`${path}.html`)
      const data = await app.fetch(path, { headers: { Accept: 'application/ld+json' } })
      expect(data.headers.get('Content-Type')).toBe('application/ld+json')
      expect((await app.fetch(`${path}.jsonld`)).headers.get('Content-Type')).toBe('application/ld+json')
      expect((await app.fetch(path, { headers: { Accept: 'text/turtle' } })).status).toBe(406)
      expect((await app.fetch(path, { method: 'OPTIONS' })).headers.get('Access-Control-Allow-Origin')).toBe(
        '*',
      )
    },
  )
})

describe('a page asks the database a fixed number of times', () => {
  async function statements(path: string): Promise<number> {
    let count = 0
    const stop = app.db.on('statement', () => count++)
    expect((await app.fetch(path)).status, path).toBe(200)
    stop()
    return count
  }

  it.each([
    ['/', '/?q=a&category=food', 9],
    ['/brands/nintendo', '/brands/many', 5],
    ['/companies/nintendo', '/companies/mars', 6],
    ['/categories/video-games', '/categories/food', 5],
    ['/categories', '/categories', 2],
    ['/brands', '/brands?before=', 4],
    ['/companies', '/companies', 2],
    ['/01/00045496900434', '/01/00009800895007', 12],
  ])('%s and %s', async (small, large, most) => {
    expect(await statements(small)).toBeGreaterThan(0)
    expect(await statements(large)).toBeLessThanOrEqual(most)
    expect(await statements(small)).toBeLessThanOrEqual(most)
  })
})
