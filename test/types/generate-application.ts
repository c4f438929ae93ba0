import type { Sources } from './project.ts'

/** What to generate. */
export interface ApplicationOptions {
  /** How many models, each in a file of its own, which refer to each other in a ring. */
  readonly models: number
  /** How many queries a model has, at most ten. */
  readonly queries: number
  /** Models as classes, or as constants. */
  readonly form?: 'class' | 'const'
}

interface Neighbours {
  readonly next: string
  readonly after: string
  readonly previous: string
}

const schemaOf = (index: number, { next, after, previous }: Neighbours): string => `{
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
    next: ref('${next}', { required: true }),
    after: ref('${after}'),
    previous: hasMany('${previous}', { by: 'next' }),
  }`

const accessRules = `
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
  },`

const publish = `publish() { return this.set({ status: 'live' }).save() }`
const rename = 'rename(name: string) { return this.set({ name }).save() }'
const byName = 'byName(name: string) { return this.findOne({ where: { name } }) }'

function modelSource(index: number, count: number, form: 'class' | 'const'): string {
  const name = (step: number) => `Model${(index + step + count) % count}`
  const schema = schemaOf(index, { next: name(1), after: name(2), previous: name(-1) })
  const isClass = form === 'class'
  const definition = `defineModel({
  name: '${name(0)}',
  schema: ${schema},
  indexes: [{ fields: ['status', 'createdAt'] }],
  mixins: [timestamps()],
  methods: {
    label() { return this.name + this.touch() },
    ${isClass ? '' : `${publish},\n    ${rename}`}
  },
  statics: {
    byAmount(amount: number) { return this.find({ where: { amount: { $gt: amount } } }) },
    ${isClass ? '' : byName}
  },
  hooks: { beforeSave() { this.name = this.label() } },${accessRules}
})`
  const head = `import { field, hasMany, ref } from './harness.ts'\nimport { defineModel, timestamps } from './prometheus.ts'\n`
  if (!isClass) return `${head}export const ${name(0)} = ${definition}\n`
  return `${head}export class ${name(0)} extends ${definition} {\n  ${publish}\n  ${rename}\n  static ${byName}\n}\n`
}

/** Ten queries of a model, that use what they give. */
const queriesOf = (model: string, index: number): string[] => [
  `(await ${model}.find({ where: { name: { $contains: 'a' }, amount: { $gt: 3 } }, sort: { createdAt: 'desc' }, limit: 10 }))[0]?.rename('x')`,
  `(await ${model}.findOne({ where: { next: { name: 'x', after: { status: 'live' } } }, include: { next: true } }))?.next.label()`,
  `(await ${model}.find({ include: { previous: { where: { status: 'live' }, sort: { name: 'asc' }, limit: 3,
    include: { after: { include: { next: true } } } } } }))[0]?.previous[0]?.after?.next.publish()`,
  `(await ${model}.findOne({ select: { name: true, price: true } }))?.price.length`,
  `(await ${model}.find({ plain: true, where: { $or: [{ status: 'draft' }, { tags: { $has: 'x' } },
    { meta: { seo: { score: { $gt: 3 } } } }] } }))[0]?.amount.toFixed()`,
  `(await ${model}.create({ name: 'x', price: '1.00', nextId: '1', code${index}: 'x' })).touch()`,
  `(await ${model}.updateWhere({ status: 'draft', previous: { $some: { amount: 3 } } }, { amount: { $inc: 1 } })).toFixed()`,
  `(await ${model}.aggregate({ by: ['status'], count: true, sum: ['amount'], max: ['createdAt'] }))[0]?.sum.amount?.toFixed()`,
  `(await ${model}.page({ where: { after: null }, sort: [{ next: { name: 'asc' } }, { at: 'desc' }], limit: 20,
    include: { after: { select: { name: true } } } })).items[0]?.after?.name.length`,
  `(await ${model}.byName('x'))?.rename('y')`,
]

function queriesSource(index: number, count: number): string {
  const queries = queriesOf(`db.Model${index}`, index).slice(0, count)
  return `import { db } from './db.ts'\n${queries.map((query) => `void (${query})\n`).join('')}`
}

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

const dbSource = (names: readonly string[]): string => `
import { store } from './harness.ts'
import { connect } from './prometheus.ts'
${names.map((name, index) => `import { ${name} } from './model-${index}.ts'`).join('\n')}
export interface Models {
${names.map((name) => `  ${name}: typeof ${name}`).join('\n')}
}
export const db = await connect<Models>({ models: { ${names.join(', ')} }, store })
`

/** Generates an application; it imports the entry points from `./harness.ts`. */
export function generateApplication({ models, queries, form = 'class' }: ApplicationOptions): Sources {
  const names = Array.from({ length: models }, (_, index) => `Model${index}`)
  const sources: Sources = { 'prometheus.ts': prometheusSource, 'db.ts': dbSource(names) }
  for (const index of names.keys()) {
    sources[`model-${index}.ts`] = modelSource(index, models, form)
    if (queries > 0) sources[`queries-${index}.ts`] = queriesSource(index, queries)
  }
  return sources
}
