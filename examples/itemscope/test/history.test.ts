import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProduct, nastyProduct } from './support/products.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

const nutella = '/products/00009800895007/history'

let app: RunningApp
let nasty: string
let draft: string

beforeAll(async () => {
  app = await startApp()
  const db = app.db.system('a test')
  const product = await db.system('a test').Product.findOne({ where: { gtin: '00009800895007' } })
  await product
    ?.set({
      description: 'Hazelnut spread with <cocoa>.',
      weight: '0.750',
      unit: 'kg',
      released: '1964-04-20',
    })
    .save()
  const mars = await db.system('a test').Company.findOne({ where: { slug: 'mars' } })
  await product
    ?.set({ companyId: mars?.id ?? null, weight: '0.800', attributes: { sugars: 21, fat: 11 } })
    .save()
  await product?.set({ attributes: { sugars: 20 }, released: null }).save()
  const made = await createProduct(app.db, nastyProduct)
  nasty = `/products/${made.gtin ?? made.id}/history`
  draft = `/products/${(await createProduct(app.db, { name: 'A draft' }, 'draft')).id}/history`
  const coke = await db.system('a test').Brand.findOne({ where: { slug: 'coca-cola' } })
  for (let i = 0; i < 25; i++) await coke?.set({ color: `#0000${String(i).padStart(2, '0')}` }).save()
})

afterAll(() => app.stop())

const text = async (path: string): Promise<string> => (await app.fetch(path)).text()
const steps = (page: string): string[] =>
  [...page.matchAll(/<h2 id="step-[^"]*">(?:<a [^>]*>)?([^<]*)/g)].map((found) => found[1] ?? '')

describe('a history', () => {
  it('has every step, the latest first, with who did it', async () => {
    const page = await text(nutella)
    expect(steps(page)).toEqual(['Version 4', 'Version 3', 'Version 2', 'Version 1'])
    expect(page).toContain('a test</p>')
    expect(page).toMatch(/Created on <time datetime="[^"]*Z">[^<]*<\/time>, written by hand for Itemscope/)
  })

  it('shows the words that went and those that came', async () => {
    const page = await text(`${nutella}/2`)
    expect(page).toContain(
      '<dt>Description</dt><dd>Hazelnut spread with <ins>&lt;</ins>cocoa<del>, in the jar',
    )
    expect(page).not.toContain('<cocoa>')
  })

  it('shows records by name, with the way to those that are there', async () => {
    expect(await text(`${nutella}/3`)).toMatch(/<dt>Company<\/dt>.*<a href="\/companies\/mars">Mars<\/a>/)
  })

  it('shows attributes one by one, with their units', async () => {
    const page = await text(`${nutella}/4`)
    expect(page).toMatch(/<dt>Sugars<\/dt><dd><del>.*21 g<\/del> <ins>.*20 g<\/ins>/)
    expect(page).toContain('<dt>Fat</dt><dd><del>11 g</del></dd>')
    expect(page).toMatch(
      /<dt>Released<\/dt><dd><del><time datetime="1964-04-20">20 April 1964<\/time><\/del>/,
    )
  })

  it('says nothing of what lists and searches go by', async () => {
    expect(await text(nutella)).not.toMatch(/sortName|searchText/)
  })

  it('escapes whatever a record holds', async () => {
    const page = await text(nasty)
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toContain("<script>alert('x')")
  })

  it('is leafed through without losing or repeating a step, there and back', async () => {
    const first = await text('/brands/coca-cola/history')
    const second = await text(/rel="next" href="([^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '')
    expect([...steps(first), ...steps(second)]).toEqual(
      Array.from({ length: 26 }, (_, i) => `Version ${26 - i}`),
    )
    const back = /rel="prev" href="([^"]*)"/.exec(second)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(steps(await text(back))).toEqual(steps(first))
  })

  it('is led to by the page of the record, which says how often it was written', async () => {
    for (const path of ['/products/00009800895007', '/companies/mars', '/brands/coca-cola']) {
      const link = /<a href="([^"]*\/history)">Version (\d+) and those before/.exec(await text(path))
      expect(link?.[1]).toBe(`${path}/history`)
      expect(steps(await text(`${path}/history`))[0]).toBe(`Version ${link?.[2]}`)
    }
  })

  it('has one address: other spellings of a GTIN lead there', async () => {
    const response = await app.fetch('/products/009800895007/history?after=x')
    expect([response.status, response.headers.get('Location')]).toEqual([301, `${nutella}?after=x`])
  })

  it.each([
    ['/products/00000000000000/history', 404],
    ['/brands/unheard-of/history', 404],
    [`${nutella}/99`, 404],
    [`${nutella}/0`, 404],
    [`${nutella}/1e3`, 404],
    [`${nutella}/1; DROP TABLE change`, 404],
    [`${nutella}?after=nonsense`, 400],
  ])('answers %s by %i', async (path, status) => {
    expect((await app.fetch(path)).status).toBe(status)
  })

  it('of a draft is not there', async () => {
    expect((await app.fetch(draft)).status).toBe(404)
  })

  it('asks the database six times at most', async () => {
    let count = 0
    const stop = app.db.on('statement', () => count++)
    await text(nutella)
    stop()
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(6)
  })
})
