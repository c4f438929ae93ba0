import type { Header } from '../csv/header.ts'
import type { Row } from '../csv/row.ts'
import { firstOf } from '../csv/row.ts'
import type { AttributeDefinition, Attributes } from '../product/attributes.ts'
import { attributeTable } from '../product/attributes.ts'
import { cleanLine } from '../product/clean-text.ts'
import { readGtin } from '../product/gtin.ts'
import type { StatedFacts } from '../product/product-facts.ts'
import type { StatedNames } from './read-names.ts'
import { nameColumns, readNames } from './read-names.ts'
import type { Weight } from './read-weight.ts'
import { readWeight } from './read-weight.ts'

/** What a row says of a product, or why it cannot be taken. */
export type RowReading = { readonly facts: StatedFacts } | { readonly problem: string }

/** Columns that go by several names, the preferred one first. */
const gtinColumns = ['GTIN-14', 'GTIN']
const plainColumns = ['Name', 'Size', 'Weight', 'Unit', 'Description', 'Released', 'URL', 'Images']

/** Every column that an import reads. */
export const importColumns: readonly string[] = [
  ...gtinColumns,
  ...nameColumns,
  ...plainColumns,
  ...attributeTable.map(({ column }) => column),
]

/** What keeps a header from being that of a product file, or null. */
export function headerProblem(header: Header): string | null {
  if (!gtinColumns.some((column) => header.has(column))) return 'it has no column GTIN-14 (or GTIN)'
  return header.has('Name') ? null : 'it has no column Name'
}

/** Reads a row. The GTIN may be left out only where `needsGtin` is false. */
export function readProduct(header: Header, cells: readonly string[], needsGtin = true): RowReading {
  const row: Row = (column) => header.cell(cells, column)
  const size = cleanLine(row('Size')) || null
  const gtin = readRowGtin(row, needsGtin)
  if ('problem' in gtin) return gtin
  const name = cleanLine(row('Name'))
  if (name === '') return { problem: 'the name is missing' }
  const weight = readWeight(row('Weight'), row('Unit'), size)
  if ('problem' in weight) return weight
  const attributes = readAttributes(row)
  if ('problem' in attributes) return attributes
  const names = readNames(row, gtin.gtin)
  if ('problem' in names) return names
  return { facts: { ...gtin, name, size, ...weight, ...attributes, ...names, ...plainFacts(row) } }
}

function readRowGtin(row: Row, needed: boolean): { gtin: string | null } | { problem: string } {
  const text = firstOf(row, gtinColumns)
  if (text !== '') return readGtin(text)
  return needed ? { problem: 'the GTIN is missing' } : { gtin: null }
}

type OtherFacts = Omit<
  StatedFacts,
  'gtin' | 'name' | 'size' | 'attributes' | keyof Weight | keyof StatedNames
>

function plainFacts(row: Row): OtherFacts {
  return {
    description: cleanLine(row('Description')) || null,
    released: row('Released') || null,
    url: row('URL') || null,
    image: row('Images').split(/[\s,]+/)[0] || null,
  }
}

function readAttributes(row: Row): { attributes: Attributes | null } | { problem: string } {
  const attributes: Record<string, string | number> = {}
  for (const definition of attributeTable) {
    const text = cleanLine(row(definition.column))
    const isNumber = definition.kind === 'number'
    if (isNumber && !/^([0-9]{1,9}(\.[0-9]{1,6})?)?$/.test(text))
      return { problem: notANumber(definition, text) }
    if (text !== '') attributes[definition.name] = isNumber ? Number(text) : text
  }
  return { attributes: Object.keys(attributes).length === 0 ? null : attributes }
}

function notANumber({ column }: AttributeDefinition, text: string): string {
  return `${column} has to be a number, and is “${text.slice(0, 40)}”`
}
