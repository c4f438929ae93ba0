import { pathText } from '../catalogue/category-path.ts'
import type { KnownAttribute } from '../product/attributes.ts'
import { knownAttributes } from '../product/attributes.ts'
import { cleanText } from '../product/clean-text.ts'
import type { OfferView } from '../product/offers.ts'
import { plainPrice } from '../product/offers.ts'
import type { Lineage, ProductView, WeightUnit } from '../product/product-facts.ts'
import { documentPath, lineage, thingPath } from '../product/product-facts.ts'
import { address, brandThing, companyThing, day, nested, page, text } from './statements.ts'
import type { Statement, Thing } from './thing.ts'
import { vocabulary } from './thing.ts'

/** The codes of units of weight (UN/CEFACT Recommendation 20). */
const unitCodes: Readonly<Record<WeightUnit, string>> = {
  mg: 'MGM',
  g: 'GRM',
  kg: 'KGM',
  oz: 'ONZ',
  lb: 'LBR',
}

/**
 * All that Itemscope says of a product, in the terms of schema.org and, for links, of GS1; `origin` begins every
 * address.
 */
export function describeProduct(product: ProductView, origin: string): Thing {
  const { brand, company } = product
  return {
    id: origin + thingPath(product),
    type: 'Product',
    statements: [
      ...text('name', product.name),
      ...text('description', product.description),
      ...(brand === null ? [] : [nested('brand', brandThing(brand, origin))]),
      ...(company === null ? [] : [nested('manufacturer', companyThing(company, origin))]),
      ...category(product.category),
      ...text('gtin', product.gtin),
      ...text('size', product.size),
      ...weight(product),
      ...day('releaseDate', product.released),
      ...address('url', product.url),
      ...address('image', product.image),
      ...knownAttributes(product.attributes).map(additionalProperty),
      ...product.offers.map((one) => offer(one, origin)),
      ...product.links.flatMap(({ type, href }) => address(`gs1:${type}`, href)),
      page(origin + documentPath(product), product.updatedAt),
    ],
  }
}

/** schema.org suggests this sign between the levels of a category. */
function category(leaf: Lineage | null): Statement[] {
  return leaf === null ? [] : text('category', pathText(lineage(leaf).map(({ name }) => name)))
}

function weight({ weight, unit }: ProductView): Statement[] {
  if (weight === null || unit === null) return []
  const statements = [
    { property: 'value', value: { number: Number(weight) } },
    ...text('unitText', unit),
    ...text('unitCode', unitCodes[unit]),
  ]
  return [nested('weight', { type: 'QuantitativeValue', statements })]
}

function additionalProperty({ definition, value }: KnownAttribute): Statement {
  const stated = typeof value === 'number' ? { number: value } : { text: cleanText(value) }
  const statements = [
    ...text('name', definition.label),
    { property: 'value', value: stated },
    ...text('unitText', definition.unit ?? null),
  ]
  return nested('additionalProperty', { type: 'PropertyValue', statements })
}

function offer(stated: OfferView, origin: string): Statement {
  const statements = [
    ...text('price', plainPrice(stated)),
    ...text('priceCurrency', stated.currency),
    ...address('availability', vocabulary + stated.availability),
    ...day('priceValidUntil', stated.validUntil),
    nested('seller', companyThing(stated.seller, origin)),
  ]
  return nested('offers', { type: 'Offer', statements })
}
