import { createPrometheus, field } from 'prometheus-odm'
import { sqlite } from 'prometheus-odm/sqlite'

const { defineModel, connect } = createPrometheus()

/** The product of Itemscope 0.1 as far as it matters: its brand and its category were texts. */
class Product extends defineModel({
  name: 'Product',
  schema: {
    id: field.id(),
    name: field.string({ required: true }),
    brand: field.string(),
    category: field.string(),
    status: field.enum(['draft', 'published'], { default: 'published' }),
    origin: field.enum(['seed', 'import'], { default: 'seed' }),
    sortName: field.string({ required: true }),
    searchText: field.text({ required: true }),
    createdAt: field.datetime({ default: () => new Date() }),
    updatedAt: field.datetime({ default: () => new Date() }),
  },
}) {}

/** Makes a database file as the first version of Itemscope did, with a product in it. */
export async function makeOlderDatabase(path: string): Promise<void> {
  const db = await connect<{ Product: typeof Product }>({
    models: { Product },
    store: sqlite(path),
    sync: true,
  })
  await db
    .system('a test')
    .Product.create({ name: 'Nutella', brand: 'Ferrero', sortName: 'nutella', searchText: 'nutella' })
  await db.close()
}
