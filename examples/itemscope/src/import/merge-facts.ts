import type { ProductFacts } from '../product/product-facts.ts'

/** What is known of a product, and whether it was written by hand. */
export type KnownFacts = ProductFacts & { readonly origin: 'seed' | 'import' }

const singleFacts = [
  'name',
  'description',
  'brand',
  'company',
  'category',
  'size',
  'weight',
  'unit',
  'released',
  'url',
  'image',
] as const

/**
 * What is known of a product after a file has spoken: a file that says nothing of a field leaves it as it is. It
 * corrects what came from a file, but of what was written by hand it only fills the gaps.
 */
export function mergeFacts(known: KnownFacts, stated: ProductFacts): ProductFacts {
  const [strong, weak] = known.origin === 'import' ? [stated, known] : [known, stated]
  const attributes = { ...weak.attributes, ...strong.attributes }
  return {
    ...(Object.fromEntries(singleFacts.map((name) => [name, strong[name] ?? weak[name]])) as Omit<
      ProductFacts,
      'gtin' | 'attributes'
    >),
    gtin: known.gtin,
    attributes: Object.keys(attributes).length === 0 ? null : attributes,
  }
}
