// What a user writes: two models, a rule of another library, a store by the name on the command line, some records.
import { createPrometheus, field, hasMany, isPrometheusError, ref } from 'prometheus-odm'
import { z } from 'zod'

export const { defineModel, connect } = createPrometheus<{ user: { id: string } | null }>()

export class Company extends defineModel({
  name: 'Company',
  schema: {
    id: field.id(),
    name: field.string({ required: true, maxLength: 80 }),
    products: hasMany('Product', { by: 'company' }),
  },
}) {}

export class Product extends defineModel({
  name: 'Product',
  schema: {
    id: field.id(),
    name: field.string({ required: true, validate: z.string().min(2) }),
    price: field.decimal({ precision: 12, scale: 2 }),
    status: field.enum(['draft', 'published'], { default: 'draft' }),
    released: field.date(),
    company: ref('Company', { required: true }),
  },
}) {
  publish() {
    return this.set({ status: 'published' }).save()
  }
}

export interface Models {
  Company: typeof Company
  Product: typeof Product
}

async function chosenStore() {
  if (process.argv[2] === 'sqlite') return (await import('prometheus-odm/sqlite')).sqlite('shop.db')
  return (await import('prometheus-odm/memory')).memory()
}

export const db = await connect<Models>({
  models: { Company, Product },
  store: await chosenStore(),
  sync: true,
})
const company = await db.Company.create({ name: 'Fire & Co' })
await db.Product.create({ name: 'Torch', price: '9.9', companyId: company.id })
const lamp = await db.Product.create({ name: 'Lamp', price: '12.00', companyId: company.id })
await lamp.publish()

const cheap = await db.Product.find({ where: { price: { $lt: '10.00' } }, sort: { name: 'asc' } })
const published = await db.Product.find({ where: { status: 'published', companyId: company.id } })
const names: string[] = published.map((product) => product.name)
const prices: (string | null)[] = cheap.map((product) => product.price)
const refusal: unknown = await db.Product.create({ name: 'X', companyId: company.id }).catch((error) => error)
const refused = isPrometheusError(refusal) ? refusal.code : 'nothing'
console.log(JSON.stringify({ names, prices, refused, count: await db.Product.count() }))
await db.close()
