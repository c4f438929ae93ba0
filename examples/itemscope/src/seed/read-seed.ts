import { fileURLToPath } from 'node:url'
import { slugOf } from '../catalogue/slug.ts'
import type { Row } from '../csv/row.ts'
import { readAllRows } from '../csv/row.ts'
import { openProductFile, readRows } from '../import/product-file.ts'
import type { LinkType } from '../product/links.ts'
import { linkTypes } from '../product/links.ts'
import type { StatedFacts } from '../product/product-facts.ts'
import { UsageError } from '../settings.ts'

const fileOf = (name: string): string => fileURLToPath(new URL(`./${name}.csv`, import.meta.url))

/** The hand-written companies. */
export async function readCompanies() {
  const rows = await readAllRows(fileOf('companies'))
  return rows.map((row) => ({ ...named(row), country: row('Country') || null, url: row('URL') || null }))
}

/** The hand-written brands; of each the company that it belongs to, by name. */
export async function readBrands() {
  const rows = await readAllRows(fileOf('brands'))
  return rows.map((row) => ({ ...named(row), company: row('Company'), color: row('Color') || null }))
}

/** The hand-written products, in the order in which they are listed. */
export async function readProducts(): Promise<StatedFacts[]> {
  const seed = await openProductFile(fileOf('products'))
  const products: StatedFacts[] = []
  for await (const { line, reading } of readRows(seed, seed.start, false)) {
    if ('problem' in reading) throw new UsageError(`${seed.name}, line ${line}: ${reading.problem}.`)
    products.push(reading.facts)
  }
  return products
}

/** The hand-written links; of each the product that it is about, by GTIN. */
export async function readLinks() {
  const rows = await readAllRows(fileOf('links'))
  return rows.map((row) => ({
    gtin: row('GTIN'),
    type: linkType(row('Type')),
    href: row('URL'),
    title: row('Title'),
    language: row('Language') || null,
  }))
}

const named = (row: Row) => ({ name: row('Name'), slug: slugOf(row('Name')) })

function linkType(name: string): LinkType {
  const type = linkTypes.find((known) => known === name)
  if (type === undefined) throw new UsageError(`links.csv: there is no link type “${name}”.`)
  return type
}
