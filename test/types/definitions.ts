import type { FileValue, JsonValue, Password } from '../../src/schema/value-types.ts'
import { createPrometheus, field, hasMany, ref, same, store, typeOf } from './harness.ts'
import type { Models } from './models/db.ts'
import { db } from './models/db.ts'
import { defineMixin, defineModel } from './models/prometheus.ts'
import { timestamps } from './models/timestamps.ts'

// ——— every kind of field, and what its options change
export class Kinds extends defineModel({
  name: 'Kinds',
  schema: {
    id: field.id({ type: 'objectId' }),
    string: field.string(),
    text: field.text({ required: true }),
    integer: field.integer({ default: 0 }),
    bigint: field.bigint({ default: () => 1n, nullable: true }),
    number: field.number({ required: true, nullable: true }),
    decimal: field.decimal({ precision: 20, scale: 4, min: '0' }),
    boolean: field.boolean({ readonly: true }),
    date: field.date({ hidden: true }),
    datetime: field.datetime({ onUpdate: () => new Date() }),
    time: field.time({ virtual: true }),
    json: field.json<{ a: { b: number } }>(),
    typed: field.json({ type: typeOf<{ c: string }>(), required: true }),
    free: field.json({ required: true }),
    list: field.array(field.integer({ min: 0 })),
    perhaps: field.array(field.enum(['x', 'y']), { nullable: true }),
    enum: field.enum(['a', 'b'], { permitted: ['a'], required: true }),
    email: field.email(),
    url: field.url({ validate: (value) => value.startsWith('https:') || 'must be secure' }),
    phone: field.phone(),
    color: field.color(),
    ip: field.ip(),
    password: field.password({ required: true }),
    bytes: field.bytes(),
    file: field.file({ required: true }),
    double: field.number({ computed: (record: { integer: number }) => record.integer * 2 }),
    perhapsLong: field.string({ computed: (record: { text: string }) => record.text.at(9) ?? null }),
  },
}) {}

declare const kinds: Kinds
same<typeof kinds.id, string>(true)
same<typeof kinds.string, string | null>(true)
same<typeof kinds.text, string>(true)
same<typeof kinds.integer, number>(true)
same<typeof kinds.bigint, bigint | null>(true)
same<typeof kinds.number, number | null>(true)
same<typeof kinds.decimal, string | null>(true)
same<typeof kinds.boolean, boolean | null>(true)
same<typeof kinds.datetime, Date | null>(true)
same<typeof kinds.json, { a: { b: number } } | null>(true)
same<typeof kinds.typed, { c: string }>(true)
same<typeof kinds.free, JsonValue>(true)
same<typeof kinds.list, readonly number[]>(true)
same<typeof kinds.perhaps, readonly ('x' | 'y')[] | null>(true)
same<typeof kinds.enum, 'a' | 'b'>(true)
same<typeof kinds.password, Password>(true)
same<typeof kinds.file, FileValue>(true)
same<typeof kinds.double, number>(true)
same<typeof kinds.perhapsLong, string | null>(true)

type Create = Parameters<typeof Kinds.create>[0]
type Required<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T]
same<Required<Create>, 'text' | 'number' | 'typed' | 'free' | 'enum' | 'password' | 'file'>(true)
same<Extract<keyof Create, 'double' | 'perhapsLong'>, never>(true)
same<Create['password'], string>(true)
same<Create['time'], string | null | undefined>(true)

type Update = Parameters<Kinds['set']>[0]
same<Extract<keyof Update, 'id' | 'boolean' | 'double'>, never>(true)
kinds.set({ bigint: { $inc: 1n }, decimal: { $field: 'text' }, password: 'secret', list: [1, 2] })

same<Extract<keyof ReturnType<Kinds['toJSON']>, 'date' | 'password'>, never>(true)
same<ReturnType<Kinds['toJSON']>['bigint'], string | null>(true)
same<ReturnType<Kinds['toJSON']>['bytes'], string | null>(true)
same<ReturnType<Kinds['toJSON']>['double'], number>(true)

// ——— the class form and the const form are one
const Constant = defineModel({
  name: 'Constant',
  schema: { id: field.id(), name: field.string({ required: true }), parent: ref('Constant') },
  mixins: [timestamps],
  methods: {
    shout() {
      return this.name.toUpperCase()
    },
    rename(name: string) {
      this.touch()
      return this.set({ name }).save()
    },
    twice() {
      return this.shout() + this.shout()
    },
  },
  statics: {
    byName(name: string) {
      return this.findOne({ where: { name, parent: { name: 'x' } } })
    },
    async names() {
      return (await this.find({ select: { name: true } })).map((row) => row.name)
    },
  },
})
const constant = (await Constant.byName('x'))!
same<ReturnType<typeof constant.twice>, string>(true)
;(await constant.rename('y')).shout()
same<Awaited<ReturnType<typeof Constant.names>>, string[]>(true)
same<typeof constant.createdAt, Date>(true)
Constant.epoch()

// ——— several mixins, one of which makes others
const versioned = (options: { start: number }) =>
  defineMixin({
    schema: { version: field.integer({ default: options.start, readonly: true }) },
    methods: {
      isFirst() {
        return this.version === options.start
      },
    },
    roles: { reviser: { where: { version: { $gt: 1 } } } },
  })
class Page extends defineModel({
  name: 'Page',
  schema: { id: field.id(), slug: field.string({ required: true }) },
  mixins: [timestamps(), versioned({ start: 1 })],
  hooks: {
    beforeUpdate({ changed }) {
      same<typeof changed, readonly string[]>(true)
      if (this.isFirst()) this.touch()
    },
    async beforeTransfer({ from, to }) {
      await this.reload()
      void [from, to]
    },
  },
  permissions: { read: ['reviser', 'stamper', 'anyone'], update: ['administrator'] },
}) {}
declare const page: Page
same<typeof page.version, number>(true)
same<ReturnType<typeof page.isFirst>, boolean>(true)
Page.epoch()

// ——— an own attribute wins nothing over a mixin's, and statics know their own attributes
class Node extends defineModel({
  name: 'Node',
  schema: {
    id: field.id({ type: 'auto' }),
    label: field.string({ required: true }),
    parent: ref('Node', { type: 'auto' }),
    children: hasMany('Node', { by: 'parent' }),
    author: ref('User'),
  },
  statics: {
    leaves() {
      return this.find({ where: { children: { $none: { label: { $ne: '' } } }, author: { name: 'x' } } })
    },
  },
}) {
  static async labels() {
    const { items } = await this.page({ limit: 3, select: { label: true } })
    for await (const node of this.stream()) node.depth()
    const [row] = await this.aggregate({ by: ['label'], count: true })
    return [...items.map((item) => item.label), row?.label]
  }
  depth(): number {
    return this.parentId === null ? 0 : 1
  }
}
same<NonNullable<Awaited<ReturnType<typeof Node.leaves>>[0]>['parentId'], number | null>(true)
same<Parameters<typeof Node.findById>[0], number>(true)
same<Awaited<ReturnType<typeof Node.labels>>, (string | undefined)[]>(true)

// ——— code for any model
async function countAll<N extends keyof Models>(name: N): Promise<number> {
  return db.model(name).count()
}
await countAll('User')
// @ts-expect-error there is no such model
await countAll('Usr')

// ——— the session where an application declares none
const { defineModel: define, connect } = createPrometheus()
class Plain extends define({
  name: 'Plain',
  schema: { id: field.id() },
  roles: {
    self: { key: 'id', in: (session) => session.user.id },
    twin: { check: async (user) => user.roles?.includes('twin') ?? false },
  },
}) {}
const plain = await connect({ models: { Plain }, store })
await plain.as({ user: { id: 1 } }).Plain.count()
await plain.as(null).Plain.count()

// ——— relations in circles, to the depth at which nobody asks further
const deep = await db.Comment.findOne({
  include: {
    post: {
      include: {
        comments: {
          include: {
            post: {
              include: {
                author: { include: { posts: { include: { comments: { include: { author: true } } } } } },
              },
            },
          },
        },
      },
    },
  },
})
same<
  NonNullable<typeof deep>['post']['comments'][0]['post']['author']['posts'][0]['comments'][0]['author'],
  User | null
>(true)
type User = InstanceType<Models['User']>
