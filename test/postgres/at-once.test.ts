import { createPrometheus, field, isPrometheusError, ref } from 'prometheus-odm'
import { afterAll, expect, it } from 'vitest'
import { deferred } from '../../src/testing/timing.ts'
import type { Schema } from './server.ts'
import { freshSchema } from './server.ts'

const { connect, defineModel } = createPrometheus<{ user: { id: string; roles: string[] } | null }>()
const schema: Schema = await freshSchema()

afterAll(() => schema.drop())

const Firm = defineModel({
  name: 'Firm',
  schema: { id: field.id(), name: field.string({ required: true }) },
  permissions: { read: ['anyone'] },
})
const Brand = defineModel({
  name: 'Brand',
  schema: { id: field.id(), name: field.string(), firm: ref('Firm', { required: true }) },
  roles: { foreign: { where: { $not: { firm: { name: 'Closed' } } } } },
  permissions: { read: ['anyone'], update: ['foreign'], destroy: ['foreign'] },
  transfer: { key: 'firmId' },
})

/** What goes with a brand: of brands that take others along, a write of many finds the records first. */
const Line = defineModel({
  name: 'Line',
  schema: { id: field.id(), brand: ref('Brand', { required: true, onDelete: 'cascade' }) },
  permissions: { read: ['anyone'], destroy: ['anyone'] },
})

const codeOf = (error: unknown) => (isPrometheusError(error) ? error.code : error)

type Write = (brand: InstanceType<typeof Brand>, id: string) => Promise<unknown>

const writes: Readonly<Record<string, Write>> = {
  destroyWhere: (brand, id) => of(brand).destroyWhere({ id }),
  updateWhere: (brand, id) => of(brand).updateWhere({ id }, { name: 'taken' }),
  destroy: (brand) => brand.destroy().catch(codeOf),
  save: (brand) => brand.set({ name: 'taken' }).save().catch(codeOf),
}

const of = (brand: InstanceType<typeof Brand>) => brand.constructor as typeof Brand

const cases = Object.entries(writes).flatMap(([name, write]) => [
  { name, write, along: {} },
  { name: `${name}, of records that take others along,`, write, along: { Line } },
])

it.each(cases)(
  'asks a rule with a negation again of a row that $name has waited for',
  async ({ write, along }) => {
    const db = await connect({ models: { Firm, Brand, ...along }, store: schema.store(), sync: true })
    const system = db.system('a test')
    const open = await system.Firm.create({ name: 'Open' })
    const closed = await system.Firm.create({ name: 'Closed' })
    const { id } = await system.Brand.create({ name: 'free', firmId: open.id })
    const brand = await db.as({ user: { id: 'ann', roles: [] } }).Brand.findById(id)
    const reached = deferred()
    const release = deferred()
    const moving = system.transaction(async (tx) => {
      await (await tx.Brand.findById(id))?.transfer(closed)
      reached.resolve()
      await release.promise
    })
    await reached.promise
    const written = brand && write(brand, id)
    await new Promise((resolve) => setTimeout(resolve, 200))
    release.resolve()
    await moving
    expect([0, 'FORBIDDEN']).toContain(await written)
    expect(await system.Brand.findById(id)).toMatchObject({ name: 'free', firmId: closed.id })
    await db.close()
  },
)
