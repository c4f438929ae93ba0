import type { KnownAttribute } from '../product/attributes.ts'
import { knownAttributes } from '../product/attributes.ts'
import { cleanText } from '../product/clean-text.ts'
import type { ProductView, WeightUnit } from '../product/product-facts.ts'
import { documentPath, thingPath } from '../product/product-facts.ts'
import type { Statement, Thing } from './thing.ts'

/** The codes of units of weight (UN/CEFACT Recommendation 20). */
const unitCodes: Readonly<Record<WeightUnit, string>> = {
  mg: 'MGM',
  g: 'GRM',
  kg: 'KGM',
  oz: 'ONZ',
  lb: 'LBR',
}

/** All that Itemscope says of a product, in the terms of schema.org; `origin` begins every address. */
export function describeProduct(product: ProductView, origin: string): Thing {
  return {
    id: origin + thingPath(product),
    type: 'Product',
    statements: [
      ...text('name', product.name),
      ...text('description', product.description),
      ...brand(product.brand),
      ...text('category', product.category),
      ...text('gtin', product.gtin),
      ...text('size', product.size),
      ...weight(product),
      ...(product.released === null ? [] : [{ property: 'releaseDate', value: { date: product.released } }]),
      ...address('url', product.url),
      ...address('image', product.image),
      ...knownAttributes(product.attributes).map(additionalProperty),
      page(product, origin),
    ],
  }
}

function text(property: string, value: string | null): Statement[] {
  return value === null ? [] : [{ property, value: { text: cleanText(value) } }]
}

function address(property: string, value: string | null): Statement[] {
  return value === null ? [] : [{ property, value: { iri: new URL(value).href } }]
}

function brand(name: string | null): Statement[] {
  return name === null ? [] : [nested('brand', 'Brand', text('name', name))]
}

function weight({ weight, unit }: ProductView): Statement[] {
  if (weight === null || unit === null) return []
  const value = { property: 'value', value: { number: Number(weight) } }
  return [
    nested('weight', 'QuantitativeValue', [
      value,
      ...text('unitText', unit),
      ...text('unitCode', unitCodes[unit]),
    ]),
  ]
}

function additionalProperty({ definition, value }: KnownAttribute): Statement {
  const stated = typeof value === 'number' ? { number: value } : { text: cleanText(value) }
  const statements = [...text('name', definition.label), { property: 'value', value: stated }]
  return nested('additionalProperty', 'PropertyValue', [
    ...statements,
    ...text('unitText', definition.unit ?? null),
  ])
}

function page(product: ProductView, origin: string): Statement {
  const modified = { property: 'dateModified', value: { moment: product.updatedAt } }
  const thing = { id: origin + documentPath(product), type: 'WebPage', statements: [modified] }
  return { property: 'mainEntityOfPage', value: { thing } }
}

function nested(property: string, type: string, statements: readonly Statement[]): Statement {
  return { property, value: { thing: { type, statements } } }
}
