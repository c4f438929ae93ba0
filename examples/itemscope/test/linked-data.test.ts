import { Readable } from 'node:stream'
import jsonld from 'jsonld'
import { MicrodataRdfParser } from 'microdata-rdf-streaming-parser'
import { canonize } from 'rdf-canonize'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addOffersAndLinks, createProduct, nastyProduct } from './support/products.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

let app: RunningApp

beforeAll(async () => {
  app = await startApp()
  await createProduct(app.db, nastyProduct)
  await addOffersAndLinks(app.db, nastyProduct.gtin)
})

afterAll(() => app.stop())

/** A reader of JSON-LD that is not let out into the net. */
const offline = {
  algorithm: 'RDFC-1.0',
  format: 'application/n-quads',
  safe: true,
  documentLoader: (url: string): never => {
    throw new Error(`${url} was asked for`)
  },
}

const graphOfJson = (text: string): Promise<string> => jsonld.canonize(JSON.parse(text), offline)

/** A graph has each statement once; the parser gives that of a seller again with each of its offers. */
async function graphOfHtml(text: string, baseIRI: string): Promise<string> {
  const quads = new Map<string, unknown>()
  const stream = new MicrodataRdfParser({ baseIRI }).import(Readable.from([text]))
  await new Promise((resolve, reject) => {
    stream
      .on('data', (quad) => quads.set(JSON.stringify(quad), quad))
      .on('end', resolve)
      .on('error', reject)
  })
  return canonize([...quads.values()], { algorithm: 'RDFC-1.0' })
}

async function graphs(path: string): Promise<{ json: string; html: string }> {
  const html = await app.fetch(path, { headers: { Accept: 'text/html' } })
  const json = await app.fetch(path, { headers: { Accept: 'application/ld+json' } })
  expect([html.status, json.status, json.headers.get('Content-Type')]).toEqual([
    200,
    200,
    'application/ld+json',
  ])
  return {
    json: await graphOfJson(await json.text()),
    html: await graphOfHtml(await html.text(), app.origin + path),
  }
}

describe('linked data', () => {
  it('is one graph in HTML and in JSON-LD, for every product', async () => {
    const products = await app.db.system('a test').Product.find({ select: { id: true, gtin: true } })
    expect(products.length).toBeGreaterThan(60)
    for (const { id, gtin } of products) {
      const { json, html } = await graphs(gtin === null ? `/id/${id}` : `/01/${gtin}`)
      expect(html).toBe(json)
      expect(json).toContain(
        `<${app.origin}${gtin === null ? `/id/${id}` : `/01/${gtin}`}> <https://schema.org/name> `,
      )
    }
  })

  it.each(['Company', 'Brand'] as const)(
    'is one graph in HTML and in JSON-LD, for each %s',
    async (model) => {
      const folder = { Company: 'companies', Brand: 'brands' }[model]
      const records = await app.db
        .system('a test')
        .model(model)
        .find({ select: { slug: true } })
      expect(records.length).toBeGreaterThan(60)
      for (const { slug } of records) {
        const path = `/${folder}/${encodeURIComponent(slug)}`
        const { json, html } = await graphs(path)
        expect(html).toBe(json)
        expect(json).toContain(`<${app.origin}${path}#${model.toLowerCase()}> <https://schema.org/name> `)
      }
    },
  )

  it('states what is known of a company, and of a brand', async () => {
    const company = await app.db.system('a test').Company.findOne({ where: { slug: 'shop' } })
    await company
      ?.set({ phone: '+49 30 123456', gln: '4006381000000', country: 'DE', url: 'https://example.com' })
      .save()
    const { json } = await graphs('/companies/shop')
    const thing = `<${app.origin}/companies/shop#company>`
    for (const statement of [
      `${thing} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Organization> .`,
      `${thing} <https://schema.org/url> <https://example.com/> .`,
      `${thing} <https://schema.org/telephone> "+4930123456" .`,
      `${thing} <https://schema.org/globalLocationNumber> "4006381000000" .`,
      `<https://schema.org/addressCountry> "DE" .`,
    ]) {
      expect(json).toContain(statement)
    }
    const nestle = (await graphs('/companies/nestle')).json
    expect(nestle).toContain(
      `<${app.origin}/companies/nestle#company> <https://schema.org/brand> <${app.origin}/brands/perrier#brand> .`,
    )
  })

  it('states the offers of today and the links, with types of GS1', async () => {
    const { json } = await graphs(`/01/${nastyProduct.gtin}`)
    const thing = `<${app.origin}/01/${nastyProduct.gtin}>`
    expect(json.match(/<https:\/\/schema.org\/offers>/g)).toHaveLength(3)
    for (const statement of [
      `<https://schema.org/price> "19.99" .`,
      `<https://schema.org/price> "1500" .`,
      `<https://schema.org/price> "7.125" .`,
      `<https://schema.org/priceCurrency> "JPY" .`,
      `<https://schema.org/availability> <https://schema.org/PreOrder> .`,
      `<https://schema.org/priceValidUntil> "2999-12-31"^^<http://www.w3.org/2001/XMLSchema#date> .`,
      `<https://schema.org/seller> <${app.origin}/companies/shop#company> .`,
      `${thing} <https://ref.gs1.org/voc/pip> <https://example.com/fr> .`,
      `${thing} <https://ref.gs1.org/voc/recallStatus> <https://example.com/> .`,
    ]) {
      expect(json).toContain(statement)
    }
    expect(json).not.toContain('"0.01"')
  })

  it('states every fact of a product, in the terms of schema.org', async () => {
    const { json } = await graphs(`/01/${nastyProduct.gtin}`)
    const thing = `<${app.origin}/01/${nastyProduct.gtin}>`
    const xsd = 'http://www.w3.org/2001/XMLSchema#'
    for (const statement of [
      `${thing} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Product> .`,
      `${thing} <https://schema.org/gtin> "${nastyProduct.gtin}" .`,
      `${thing} <https://schema.org/brand> <${app.origin}/brands/oneill-sohne#brand> .`,
      `${thing} <https://schema.org/manufacturer> <${app.origin}/companies/sohne-tochter-${encodeURIComponent('日本')}#company> .`,
      `${thing} <https://schema.org/category> "<i>All</i> & more > A \\"quoted\\" <category>" .`,
      `${thing} <https://schema.org/releaseDate> "2020-02-29"^^<${xsd}date> .`,
      `<https://schema.org/value> "1.25E-1"^^<${xsd}double> .`,
      `<https://schema.org/value> "1.0E-6"^^<${xsd}double> .`,
      `<https://schema.org/value> "0"^^<${xsd}integer> .`,
      `<https://schema.org/unitCode> "KGM" .`,
      `<${app.origin}/products/${nastyProduct.gtin}> <https://schema.org/dateModified> "`,
    ]) {
      expect(json).toContain(statement)
    }
    expect(json).not.toMatch(/not shown|http:\/\/schema\.org/)
  })

  it('never says when the product was changed, only when the document about it was', async () => {
    const { json } = await graphs('/01/00009800895007')
    expect(json).not.toContain('/01/00009800895007> <https://schema.org/dateModified>')
    expect(json).toMatch(/\/products\/00009800895007> <https:\/\/schema.org\/dateModified> "[^"]+Z"\^\^/)
  })
})
