import { lookUpNames } from '../../src/catalogue/look-up-names.ts'
import type { Database } from '../../src/database.ts'
import type { StatedFacts } from '../../src/product/product-facts.ts'
import { productValues } from '../../src/product/product-values.ts'

/** Facts of which only those given are known. */
export function someFacts(known: Partial<StatedFacts> & { name: string }): StatedFacts {
  return {
    gtin: null,
    description: null,
    brand: null,
    company: null,
    category: null,
    size: null,
    weight: null,
    unit: null,
    attributes: null,
    released: null,
    url: null,
    image: null,
    ...known,
  }
}

/** Saves a product with the facts given, and what they name. */
export function createProduct(
  db: Database,
  known: Partial<StatedFacts> & { name: string },
  status: 'draft' | 'published' = 'published',
) {
  const facts = someFacts(known)
  return db.system('a test').transaction(async (tx) => {
    const linked = await lookUpNames(tx, [facts])
    return tx.Product.create({ ...productValues(linked(facts)), status, origin: 'import' })
  })
}

/** Everything that markup, JSON and addresses could stumble over, in one product. */
export const nastyProduct = {
  name: `<script>alert('x')</script> & "quotes" </title> {{x}} \u202E`,
  gtin: '04006381333931',
  description: 'Two\r\nlines,\ttabs & <b>tags</b>; emoji 🧴, and \u0007\u009F control characters',
  brand: `O'Neill & <Söhne>`,
  company: `"Söhne" & <Töchter> 日本`,
  category: ['<i>All</i> & more', 'A "quoted" <category>'],
  size: '1 < 2 & 3 > 2',
  weight: '0.125',
  unit: 'kg',
  released: '2020-02-29',
  url: 'https://example.com/a b?q=ü&x="1"#f',
  image: 'https://example.com/<img>.png',
  attributes: {
    author: '<i>A</i>',
    ingredients: 'a & b',
    fat: 1.5,
    calories: 0,
    sodium: 0.000001,
    unknown: 'not shown',
  },
} as const

/** Gives a product offers of every kind, of which one has run out, and links of every kind. */
export async function addOffersAndLinks(db: Database, gtin: string): Promise<void> {
  const product = await db.system('a test').Product.findOne({ where: { gtin } })
  const seller = await db.system('a test').Company.create({ name: '<b>Shop</b> & "Söhne"', slug: 'shop' })
  if (product === null) throw new Error(`there is no product ${gtin}`)
  const offer = { productId: product.id, sellerId: seller.id }
  await db.system('a test').Offer.insertMany([
    { ...offer, price: '19.99', currency: 'EUR' },
    { ...offer, price: '1500', currency: 'JPY', availability: 'PreOrder', validUntil: '2999-12-31' },
    { ...offer, price: '7.125', currency: 'KWD', availability: 'OutOfStock' },
    { ...offer, price: '0.01', currency: 'EUR', validUntil: '2001-01-01' },
  ])
  await db.system('a test').Link.insertMany([
    {
      productId: product.id,
      type: 'pip',
      href: 'https://example.com/ä?a=1&b=<c>',
      title: '<i>Über</i> & "uns"',
    },
    { productId: product.id, type: 'pip', href: 'https://example.com/fr', title: 'Crème', language: 'fr-CA' },
    {
      productId: product.id,
      type: 'recallStatus',
      href: 'https://example.com/',
      title: 'Recalls',
      language: 'en',
    },
  ])
}

/** Changes a product twice, in its texts and in its values. */
export async function changeProduct(db: Database, gtin: string): Promise<void> {
  const product = await db.system('a correction').Product.findOne({ where: { gtin } })
  await product?.set({ description: 'A sauce of peppers, vinegar and salt.', released: '1868-05-01' }).save()
  await product
    ?.set({
      description: 'A sauce of aged red peppers, distilled vinegar and a little salt.',
      attributes: { ...product.attributes, servings: '24' },
      released: null,
    })
    .save()
}
