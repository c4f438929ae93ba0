import type { Database } from '../../src/database.ts'
import type { ProductFacts } from '../../src/product/product-facts.ts'
import { searchable } from '../../src/product/searchable.ts'

/** Facts of which only those given are known. */
export function someFacts(known: Partial<ProductFacts> & { name: string }): ProductFacts {
  return {
    gtin: null,
    description: null,
    brand: null,
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

/** Saves a product with the facts given. */
export function createProduct(
  db: Database,
  known: Partial<ProductFacts> & { name: string },
  status: 'draft' | 'published' = 'published',
) {
  const facts = someFacts(known)
  return db.Product.create({ ...facts, ...searchable(facts), status, origin: 'import' })
}

/** Everything that markup, JSON and addresses could stumble over, in one product. */
export const nastyProduct = {
  name: `<script>alert('x')</script> & "quotes" </title> {{x}} \u202E`,
  gtin: '04006381333931',
  description: 'Two\r\nlines,\ttabs & <b>tags</b>; emoji 🧴, and \u0007\u009F control characters',
  brand: `O'Neill & <Söhne>`,
  category: 'A "quoted" <category>',
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
