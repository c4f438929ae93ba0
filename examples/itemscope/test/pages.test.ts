import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProduct, nastyProduct } from './support/products.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

const nutella = '/01/00009800895007'
let app: RunningApp
let braDryer: string

beforeAll(async () => {
  app = await startApp()
  await createProduct(app.db, nastyProduct)
  await createProduct(app.db, { name: 'A draft', gtin: '04006381333627' }, 'draft')
  const first = await app.db.system('a test').Product.findOne({ where: { name: 'The Bra Dryer' } })
  braDryer = `/id/${first?.id}`
})

afterAll(() => app.stop())

const as = (accept: string) => ({ headers: { Accept: accept } })
const names = (page: string): string[] =>
  [...page.matchAll(/<h3><a href="[^"]*">([^<]*)</g)].map((found) => found[1] ?? '')
const text = async (path: string): Promise<string> => (await app.fetch(path)).text()

describe('the catalogue', () => {
  it('lists the first products first, the Bra Dryer before all', async () => {
    expect(names(await text('/')).slice(0, 2)).toEqual(['The Bra Dryer', 'Nutella'])
  })

  it.each([
    ['nutella', 'Nutella'],
    ['pÄRONsoda', 'Päronsoda'],
    ['paron', 'Päronsoda'],
    ['zelki', 'Żelki Malinki'],
    ['rron', null],
    ['kelloggs', 'Corn Flakes'],
    ["kellogg's flakes", 'Corn Flakes'],
    ['FEYNMAN', '“Surely You’re Joking, Mr. Feynman!” Adventures of a Curious Character'],
    ['hexagons', 'The Bra Dryer'],
    ['0009800895007', 'Nutella'],
    ['9800895007', 'Nutella'],
    ['nutella zzz', null],
    ['_', null],
    ['!!!', null],
    ['\u0000', 'The Bra Dryer'],
    ['x'.repeat(5000), null],
  ])('searched for %s finds %s', async (query, expected) => {
    const found = names(await text(`/?q=${encodeURIComponent(query)}`))
    if (expected === null) expect(found).toEqual([])
    else expect(found).toContain(expected)
  })

  it('is narrowed by facets that count what is left', async () => {
    const page = await text('/?category=Books')
    expect(page).toContain('<h2 id="results">12 products</h2>')
    expect(page).toMatch(/aria-current="true"><span>Books<\/span> <span class="count">12<\/span>/)
    expect(page).toMatch(/<span>Fiction<\/span> <span class="count">2<\/span>/)
    expect(page).toMatch(/<span>Food<\/span> <span class="count">43<\/span>/)
    expect(page).not.toContain('<span>Pantry</span>')
    expect(names(await text('/?brand=ferrero&q=raf'))).toEqual(['Raffaello'])
  })

  it('counts the categories below one to it, and opens the tree where one is chosen', async () => {
    const page = await text('/?category=pantry')
    expect(page).toContain('<h2 id="results">20 products</h2>')
    expect(page).toMatch(
      /<span>Food<\/span>.*<span>Pantry<\/span>.*<span>Spreads<\/span> <span class="count">4</,
    )
    expect(page).toContain('<a href="/?category=food" aria-current="true"><span>Pantry</span>')
    expect(names(await text('/?category=spreads&q=vege'))).toEqual(['Vegemite'])
  })

  it('understands a brand and a category by their names, too', async () => {
    expect(names(await text(`/?brand=${encodeURIComponent('Kellogg’s')}`))).toEqual(['Corn Flakes'])
    expect(await text(`/?category=${encodeURIComponent('Snacks & sweets')}`)).toContain('>17 products<')
  })

  it.each(['brand=nobody', 'category=nothing'])('of %s is empty, and says how to go on', async (query) => {
    const page = await text(`/?${query}`)
    expect(page).toContain('<h2 id="results">0 products</h2>')
    expect(page).toContain(`<span class="visually-hidden">Without </span>${query.split('=')[1]}`)
  })

  it('is leafed through without losing or repeating a product, there and back', async () => {
    const seen: string[][] = []
    let path: string | undefined = '/?sort=name'
    for (; path !== undefined && seen.length < 20; path = neighbour(await text(path), 'next'))
      seen.push(names(await text(path)))
    const total = await app.db.system('a test').Product.count({ status: 'published' })
    expect(seen.flat()).toHaveLength(total)
    const products = await app.db.system('a test').Product.find({
      where: { status: 'published' },
      sort: { sortName: 'asc' },
      plain: true,
    })
    expect(seen.flat().map(plain)).toEqual(products.map(({ name }) => name))
    const second = neighbour(await text('/?sort=name'), 'next') ?? ''
    expect(names(await text(neighbour(await text(second), 'prev') ?? ''))).toEqual(seen[0])
  })

  it('shows what was searched for as text', async () => {
    const page = await text(
      `/?q=${encodeURIComponent('"><script>alert(1)</script>')}&brand=${encodeURIComponent('<b>')}`,
    )
    expect(page).not.toMatch(/<script|<b>/)
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
  })

  it('never shows a draft', async () => {
    expect(names(await text('/?q=draft'))).toEqual([])
    expect((await app.fetch('/01/04006381333627')).status).toBe(404)
    expect(await text('/sitemap.xml')).not.toContain('04006381333627')
  })

  it.each([
    '/?after=zzz',
    '/?before=',
    '/?sort=nonsense',
    '/?q=a&q=b',
    '/?brand[]=x',
    '/?q=%E0%A4%A',
    '/?category=%00',
  ])('%s harms nothing', async (path) => {
    expect([200, 400]).toContain((await app.fetch(path)).status)
  })
})

describe('a product', () => {
  it('is at its GS1 Digital Link, and says where its documents are', async () => {
    const response = await app.fetch(nutella)
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('Vary')).toBe('Cookie, Accept')
    expect(response.headers.get('Content-Location')).toBe('/products/00009800895007.html')
    expect(response.headers.get('Link')).toContain(
      '</products/00009800895007.jsonld>; rel="alternate"; type="application/ld+json"',
    )
    expect(await response.text()).toContain('<h1><span itemprop="name">Nutella</span></h1>')
  })

  it('without a GTIN is at its id', async () => {
    expect((await app.fetch(braDryer)).status).toBe(200)
    expect(await (await app.fetch(`${braDryer}.jsonld`)).json()).toMatchObject({
      '@id': app.origin + braDryer,
    })
    const document = braDryer.replace('/id/', '/products/')
    expect((await app.fetch(`${document}.html`)).status).toBe(200)
  })

  it('with a GTIN is sent from its id to its link', async () => {
    const product = await app.db.system('a test').Product.findOne({ where: { gtin: '00009800895007' } })
    const response = await app.fetch(`/id/${product?.id}.jsonld?x=1`)
    expect([response.status, response.headers.get('Location')]).toEqual([307, `${nutella}.jsonld?x=1`])
  })

  it.each([
    [as('application/ld+json'), 'application/ld+json', 200],
    [as('application/json'), 'application/json', 200],
    [as('text/html;q=0.1, application/ld+json'), 'application/ld+json', 200],
    [as('text/turtle'), 'text/html; charset=utf-8', 406],
    [as('text/turtle, application/problem+json;q=0.5'), 'application/problem+json; charset=utf-8', 406],
  ])('asked %j answers with %s and %i', async (init, type, status) => {
    const response = await app.fetch(nutella, init)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([status, type])
    expect(response.headers.get('Vary')).toBe('Cookie, Accept')
  })

  it.each(['/01/00009800895007', '/products/00009800895007'])(
    '%s has its documents by ending, whatever Accept says',
    async (base) => {
      const json = await app.fetch(`${base}.jsonld`, as('text/html'))
      const html = await app.fetch(`${base}.html`, as('application/ld+json'))
      expect(json.headers.get('Content-Type')).toBe('application/ld+json')
      expect(html.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
      expect(json.headers.get('Vary')).toBe('Cookie')
    },
  )

  it.each([
    ['/01/80177128', '/01/00000080177128'],
    ['/01/009800895007', nutella],
    ['/01/0009800895007.jsonld?a=b', `${nutella}.jsonld?a=b`],
    ['/products/0009800895007', '/products/00009800895007'],
    ['/01/0-009800-895007', nutella],
  ])('at %s is sent to %s', async (path, location) => {
    const response = await app.fetch(path)
    expect([response.status, response.headers.get('Location')]).toEqual([301, location])
  })

  it.each([
    ['/01/00009800895008', 400, 'This is not a GTIN', 'the last digit would have to be 7'],
    ['/01/abc', 400, 'This is not a GTIN', 'only digits'],
    ['/01/123', 400, 'This is not a GTIN', 'has 3'],
    ['/01/00012345678905', 404, 'Not in the catalogue', '00012345678905'],
    ['/id/nobody', 404, 'Not in the catalogue', 'this id'],
    ['/id/%00', 404, 'Not in the catalogue', 'this id'],
    ['/products/nobody.jsonld', 404, 'Not in the catalogue', 'this id'],
    ['/01/00009800895007.ttl', 400, 'This is not a GTIN', 'only digits'],
    ['/01/%E0%A4%A', 400, 'Bad request', 'cannot be read'],
    ['/nothing/here', 404, 'Not found', 'nothing at this address'],
  ])('at %s is an error %i with a page and a problem document', async (path, status, title, detail) => {
    const page = await app.fetch(path)
    expect([page.status, page.headers.get('Cache-Control')]).toEqual([status, 'no-store'])
    const shown = await page.text()
    expect(shown).toContain(`<h1>${title}</h1>`)
    expect(shown).not.toMatch(/node_modules|\.ts:|at async/)
    const problem = await app.fetch(path, as('application/ld+json'))
    expect(problem.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8')
    expect(await problem.json()).toMatchObject({
      type: 'about:blank',
      status,
      title,
      detail: expect.stringContaining(detail),
    })
  })

  it('shows markup in its facts as text', async () => {
    const page = await text(`/01/${nastyProduct.gtin}`)
    expect(page).not.toMatch(/<script|<tags>|<img|<i>/)
    expect(page).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;')
    expect(page).toContain('<title>O&#39;Neill &amp; &lt;Söhne&gt; &lt;script&gt;')
  })
})

function neighbour(page: string, rel: string): string | undefined {
  return plain(new RegExp(`rel="${rel}" href="([^"]*)"`).exec(page)?.[1])
}

function plain(escaped: string): string
function plain(escaped: string | undefined): string | undefined
function plain(escaped: string | undefined): string | undefined {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return escaped?.replace(/&(#?\w+);/g, (_, name: string) => entities[name] ?? '')
}
