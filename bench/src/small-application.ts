// What is started to see how long it takes: four models, their tables, one write and two reads.
// The argument is the database file; prints the milliseconds since the process started.
import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { sqlite } from 'prometheus-odm/sqlite'

const { defineModel, connect } = createPrometheus<{ user: null }>()

class Company extends defineModel({
  name: 'Company',
  schema: {
    id: field.id(),
    name: field.string({ required: true, maxLength: 200, unique: true }),
    founded: field.date(),
    products: hasMany('Product', { by: 'company' }),
  },
}) {}

class Product extends defineModel({
  name: 'Product',
  schema: {
    id: field.id(),
    gtin: field.string({ required: true, unique: true }),
    name: field.string({ required: true, maxLength: 200 }),
    price: field.decimal({ precision: 12, scale: 2 }),
    status: field.enum(['draft', 'published'], { default: 'draft' }),
    createdAt: field.datetime({ default: () => new Date() }),
    company: ref('Company', { required: true }),
    reviews: hasMany('Review', { by: 'product' }),
  },
  indexes: [{ fields: ['status', 'createdAt'] }],
}) {}

class Person extends defineModel({
  name: 'Person',
  schema: { id: field.id(), email: field.email({ required: true, unique: true }), name: field.string() },
}) {}

class Review extends defineModel({
  name: 'Review',
  schema: {
    id: field.id(),
    product: ref('Product', { required: true }),
    author: ref('Person', { required: true }),
    stars: field.integer({ min: 1, max: 5 }),
    text: field.text(),
  },
}) {}

interface Models {
  Company: typeof Company
  Product: typeof Product
  Person: typeof Person
  Review: typeof Review
}

const models = { Company, Product, Person, Review }
const db = await connect<Models>({ models, store: sqlite(process.argv[2] ?? ':memory:'), sync: true })
await db.Person.upsert({
  by: ['email'],
  create: { email: 'first@example.com', name: 'First' },
  update: { name: 'Again' },
})
await db.Product.find({ where: { status: 'published' }, sort: { createdAt: 'desc' }, limit: 20 })
await db.Company.count()
console.log(performance.now())
await db.close()
