import type { Attributes } from './attributes.ts'

/** The units in which Itemscope keeps weights. */
export const weightUnits = ['mg', 'g', 'kg', 'oz', 'lb'] as const

/** A unit of weight. */
export type WeightUnit = (typeof weightUnits)[number]

/** What is said of a product, whoever says it: by a file, a form or a record. */
export interface ProductFacts {
  readonly gtin: string | null
  readonly name: string
  readonly description: string | null
  readonly brand: string | null
  readonly category: string | null
  /** As it is printed on the package: '12 x 33 cl', '100 caplets'. */
  readonly size: string | null
  /** The weight of the content, a decimal with at most three places. */
  readonly weight: string | null
  readonly unit: WeightUnit | null
  readonly attributes: Attributes | null
  /** YYYY-MM-DD. */
  readonly released: string | null
  readonly url: string | null
  readonly image: string | null
}

/** A product as pages and documents show it. */
export interface ProductView extends ProductFacts {
  readonly id: string
  readonly origin: 'seed' | 'import'
  readonly updatedAt: Date
}

/** What names a product in addresses: its GTIN, or its id where it has none. */
export function productKey(product: Pick<ProductView, 'gtin' | 'id'>): string {
  return product.gtin ?? product.id
}

/** The path of the thing itself: a GS1 Digital Link where it has a GTIN. */
export function thingPath(product: Pick<ProductView, 'gtin' | 'id'>): string {
  return product.gtin === null ? `/id/${product.id}` : `/01/${product.gtin}`
}

/** The path of the document about it, without the ending of a format. */
export function documentPath(product: Pick<ProductView, 'gtin' | 'id'>): string {
  return `/products/${productKey(product)}`
}
