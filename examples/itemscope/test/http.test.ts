import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

const nutella = '/01/00009800895007'
let app: RunningApp

beforeAll(async () => {
  app = await startApp()
})

afterAll(() => app.stop())

const as = (accept: string) => ({ headers: { Accept: accept } })
const text = async (path: string): Promise<string> => (await app.fetch(path)).text()

describe('caches', () => {
  it.each([nutella, `${nutella}.jsonld`, '/', '/sitemap.xml', '/brands/ferrero', '/categories'])(
    '%s has a strong tag, by which it is not sent again',
    async (path) => {
      const response = await app.fetch(path)
      const tag = response.headers.get('ETag') ?? ''
      expect(tag).toMatch(/^"[\w-]+"$/)
      for (const header of [tag, `"other", ${tag}`, '*', `W/${tag}`]) {
        const again = await app.fetch(path, { headers: { 'If-None-Match': header } })
        expect([again.status, await again.text(), again.headers.get('ETag')]).toEqual([304, '', tag])
      }
      expect((await app.fetch(path, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200)
    },
  )

  it('tell representations apart', async () => {
    const tags = await Promise.all(
      ['text/html', 'application/ld+json', 'application/json'].map(async (type) =>
        (await app.fetch(nutella, as(type))).headers.get('ETag'),
      ),
    )
    expect(new Set(tags).size).toBe(3)
  })

  it('are told of a change', async () => {
    const before = (await app.fetch('/01/00000040267609')).headers.get('ETag')
    const product = await app.db.system('a test').Product.findOne({ where: { gtin: '00000040267609' } })
    await product?.set({ size: '8.3 g' }).save()
    expect((await app.fetch('/01/00000040267609')).headers.get('ETag')).not.toBe(before)
  })
})

describe('HTTP', () => {
  it('HEAD is GET without the body', async () => {
    for (const path of [nutella, `${nutella}.jsonld`, '/', '/sitemap.xml', '/01/00012345678905']) {
      const [get, head] = await Promise.all([app.fetch(path), app.fetch(path, { method: 'HEAD' })])
      const told = (response: Response) =>
        [...response.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name))
      expect([head.status, told(head)]).toEqual([get.status, told(get)])
      expect(await head.text()).toBe('')
    }
  })

  it('lets other sites read products, and nobody write', async () => {
    const options = await app.fetch(nutella, { method: 'OPTIONS' })
    expect(options.status).toBe(204)
    expect(options.headers.get('Access-Control-Allow-Origin')).toBe('*')
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await app.fetch(nutella, { method })
      expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    }
  })

  it.each(['/', nutella, '/nothing', '/assets/base.css', '/healthz'])(
    '%s comes with strict headers',
    async (path) => {
      const { headers } = await app.fetch(path)
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
      expect(headers.get('Content-Security-Policy')).not.toContain('unsafe')
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('X-Powered-By')).toBeNull()
    },
  )

  it('has pages without scripts and styles of their own', async () => {
    for (const path of ['/', nutella, '/nothing'])
      expect(await text(path)).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
  })

  it('says that it is well, and where everything is', async () => {
    expect(await (await app.fetch('/healthz')).json()).toMatchObject({ status: 'ok' })
    const sitemap = await text('/sitemap.xml')
    const select = { id: true, gtin: true } as const
    const published = await app.db.system('a test').Product.find({ where: { status: 'published' }, select })
    for (const { id, gtin } of published)
      expect(sitemap).toContain(
        `<loc>${app.origin}${gtin === null ? `/id/${id}` : `/01/${gtin}`}</loc><lastmod>`,
      )
    for (const path of ['/companies/nestle', '/brands/arm-hammer', '/categories/snacks-sweets'])
      expect(sitemap).toContain(`<loc>${app.origin}${path}</loc><lastmod>`)
    expect(await text('/robots.txt')).toContain(`Sitemap: ${app.origin}/sitemap.xml`)
  })
})
