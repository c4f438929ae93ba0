import { Readable } from 'node:stream'
import jsonld from 'jsonld'
import { MicrodataRdfParser } from 'microdata-rdf-streaming-parser'
import { canonize } from 'rdf-canonize'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProduct, nastyProduct } from './support/products.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

let app: RunningApp

beforeAll(async () => {
  app = await startApp()
  await createProduct(app.db, nastyProduct)
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

async function graphOfHtml(text: string, baseIRI: string): Promise<string> {
  const quads: unknown[] = []
  const stream = new MicrodataRdfParser({ baseIRI }).import(Readable.from([text]))
  await new Promise((resolve, reject) => {
    stream
      .on('data', (quad) => quads.push(quad))
      .on('end', resolve)
      .on('error', reject)
  })
  return canonize(quads, { algorithm: 'RDFC-1.0' })
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
    const products = await app.db.Product.find({ select: { id: true, gtin: true } })
    expect(products.length).toBeGreaterThan(60)
    for (const { id, gtin } of products) {
      const { json, html } = await graphs(gtin === null ? `/id/${id}` : `/01/${gtin}`)
      expect(html).toBe(json)
      expect(json).toContain(
        `<${app.origin}${gtin === null ? `/id/${id}` : `/01/${gtin}`}> <https://schema.org/name> `,
      )
    }
  })

  it('states every fact of a product, in the terms of schema.org', async () => {
    const { json } = await graphs(`/01/${nastyProduct.gtin}`)
    const thing = `<${app.origin}/01/${nastyProduct.gtin}>`
    const xsd = 'http://www.w3.org/2001/XMLSchema#'
    for (const statement of [
      `${thing} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Product> .`,
      `${thing} <https://schema.org/gtin> "${nastyProduct.gtin}" .`,
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
