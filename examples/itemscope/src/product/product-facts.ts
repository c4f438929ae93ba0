import type { CategoryNames } from '../catalogue/category-path.ts'
import type { Addressed, Named } from '../catalogue/slug.ts'
import type { Attributes } from './attributes.ts'
import type { LinkView } from './links.ts'
import type { OfferView } from './offers.ts'

/** The units in which Itemscope keeps weights. */
export const weightUnits = ['mg', 'g', 'kg', 'oz', 'lb'] as const

/** A unit of weight. */
export type WeightUnit = (typeof weightUnits)[number]

/** What is said of a product alone. */
export interface PlainFacts {
  readonly gtin: string | null
  readonly name: string
  readonly description: string | null
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

/** What a file says of a product: the records that it belongs to are told by name. */
export interface StatedFacts extends PlainFacts {
  readonly brand: string | null
  readonly company: string | null
  readonly category: CategoryNames | null
}

/** What is known of a product, with the records that it belongs to. */
export interface ProductFacts extends PlainFacts {
  readonly brand: Named | null
  readonly company: Named | null
  readonly category: Named | null
}

/** A category with those above it. */
export interface Lineage extends Addressed {
  readonly parent?: Lineage | null
}

/** A product as pages and documents show it. */
export interface ProductView extends PlainFacts {
  readonly id: string
  readonly origin: 'seed' | 'import'
  readonly updatedAt: Date
  readonly version: number
  readonly brandId: string | null
  readonly brand: Addressed | null
  readonly company: Addressed | null
  readonly category: Lineage | null
  readonly offers: readonly OfferView[]
  readonly links: readonly LinkView[]
}

/** A category and those above it, from the top. */
export function lineage(category: Lineage | null | undefined): Addressed[] {
  return category ? [...lineage(category.parent), category] : []
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
