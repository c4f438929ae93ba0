/** A generated application: source files by name. */
export type Sources = Record<string, string>

/** What to generate. */
export interface ApplicationOptions {
  /** How many models, each in a file of its own. */
  readonly models: number
  /** At most ten: how many queries a model has. */
  readonly queries: number
  /** Where the declarations of the entry points are. */
  readonly harness: string
}

const neighbour = (index: number, by: number, models: number): number => (index + by) % models

const modelSource = (index: number, models: number): string => {
  const next = neighbour(index, 1, models)
  const after = neighbour(index, 2, models)
  const previous = neighbour(index, models - 1, models)
  return `
import { field, hasMany, ref } from './harness.ts'
import { defineModel, timestamps } from './prometheus.ts'

export class Model${index} extends defineModel({
  name: 'Model${index}',
  schema: {
    id: field.id(),
    name: field.string({ required: true, maxLength: 200 }),
    code${index}: field.string({ unique: true }),
    description: field.text(),
    status: field.enum(['draft', 'live', 'gone${index % 7}'], { default: 'draft' }),
    amount: field.integer({ default: 0, min: 0 }),
    price: field.decimal({ precision: 12, scale: 2, required: true }),
    enabled: field.boolean({ default: true }),
    at: field.datetime({ index: true }),
    meta: field.json<{ seo: { title: string; score: number }; lang?: string; n${index}: number }>(),
    tags: field.array(field.string()),
    next: ref('Model${next}', { required: true }),
    after: ref('Model${after}'),
    previous: hasMany('Model${previous}', { by: 'next' }),
  },
  indexes: [{ fields: ['status', 'createdAt'] }],
  mixins: [timestamps()],
  methods: {
    label() { return this.name + this.touch() },
  },
  statics: { byAmount(amount: number) { return this.find({ where: { amount: { $gt: amount } } }) } },
  hooks: { beforeSave() { this.name = this.label() } },
  roles: {
    owner: 'nextId',
    live: { where: { status: 'live' } },
    staff: { key: 'nextId', in: (session) => session.user.companyIds },
    posse: { check: (user) => user.roles.includes('posse') },
  },
  permissions: {
    create: ['user'],
    read: ['live', 'staff', 'administrator'],
    update: ['owner', 'posse', 'administrator'],
    always: { update: (session) => ({ $not: { name: session.user.id } }) },
  },
}) {
  rename(name: string) { return this.set({ name }).save() }
  publish() { return this.set({ status: 'live' }).save() }
  static byName(name: string) { return this.findOne({ where: { name } }) }
}
`
}

const queriesOf = (index: number): string[] => {
  const model = `db.Model${index}`
  return [
    `(await ${model}.find({ where: { name: { $contains: 'a' }, amount: { $gt: 3 } }, sort: { createdAt: 'desc' }, limit: 10 }))[0]?.rename('x')`,
    `(await ${model}.findOne({ where: { next: { name: 'x', after: { status: 'live' } } }, include: { next: true } }))?.next.label()`,
    `(await ${model}.find({ include: { previous: { where: { status: 'live' }, sort: { name: 'asc' }, limit: 3, include: { after: { include: { next: true } } } } } }))[0]?.previous[0]?.after?.next.publish()`,
    `(await ${model}.findOne({ select: { name: true, price: true } }))?.price.length`,
    `(await ${model}.find({ plain: true, where: { $or: [{ status: 'draft' }, { tags: { $has: 'x' } }, { meta: { seo: { score: { $gt: 3 } } } }] } }))[0]?.amount.toFixed()`,
    `(await ${model}.create({ name: 'x', price: '1.00', nextId: '1', code${index}: 'x' })).touch()`,
    `(await ${model}.updateWhere({ status: 'draft', previous: { $some: { amount: 3 } } }, { amount: { $inc: 1 } })).toFixed()`,
    `(await ${model}.aggregate({ by: ['status'], count: true, sum: ['amount'], max: ['createdAt'] }))[0]?.sum.amount?.toFixed()`,
    `(await ${model}.page({ where: { after: null }, sort: [{ at: 'desc' }], limit: 20, include: { after: { select: { name: true } } } })).items[0]?.after?.name.length`,
    `(await ${model}.byName('x'))?.rename('y')`,
  ]
}

const statements = (index: number, count: number): string =>
  queriesOf(index)
    .slice(0, count)
    .map((query) => `void (${query})`)
    .join('\n')

const prometheusSource = `
import { createPrometheus, field } from './harness.ts'
export interface AppUser { id: string; roles: string[]; companyIds: string[] }
export interface AppSession { user: AppUser | null }
export const { defineModel, defineMixin, connect } = createPrometheus<AppSession>()
export const timestamps = defineMixin({
  schema: {
    createdAt: field.datetime({ default: () => new Date(), readonly: true }),
    updatedAt: field.datetime(),
  },
  methods: { touch() { this.updatedAt = new Date(); return 1 } },
})
`

const dbSource = (indexes: readonly number[]): string => `
import { store } from './harness.ts'
import { connect } from './prometheus.ts'
${indexes.map((index) => `import { Model${index} } from './model-${index}.ts'`).join('\n')}
export interface Models {
${indexes.map((index) => `  Model${index}: typeof Model${index}`).join('\n')}
}
export const db = await connect<Models>({ models: { ${indexes.map((index) => `Model${index}`).join(', ')} }, store })
`

/** Generates an application of models that refer to each other in a ring, in the class form, with their queries. */
export function generateApplication({ models, queries, harness }: ApplicationOptions): Sources {
  const indexes = Array.from({ length: models }, (_, index) => index)
  const sources: Sources = {
    'harness.ts': harness,
    'prometheus.ts': prometheusSource,
    'db.ts': dbSource(indexes),
  }
  for (const index of indexes) {
    sources[`model-${index}.ts`] = modelSource(index, models)
    if (queries > 0)
      sources[`queries-${index}.ts`] = `import { db } from './db.ts'\n${statements(index, queries)}\n`
  }
  return sources
}
