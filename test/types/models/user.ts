import { field, hasMany, hasOne } from '../harness.ts'
import { defineModel } from './prometheus.ts'
import { timestamps } from './timestamps.ts'

export class User extends defineModel({
  name: 'User',
  schema: {
    id: field.id(),
    name: field.string({ required: true, maxLength: 200 }),
    email: field.email({ unique: true, hidden: true }),
    age: field.integer({ min: 0 }),
    password: field.password({ minLength: 8 }),
    initials: field.string({ computed: (record: { name: string }) => record.name.slice(0, 2) }),
    greeting: field.string({ virtual: true }),
    posts: hasMany('Post', { by: 'author' }),
    profile: hasOne('Profile', { by: 'user' }),
  },
  indexes: [{ fields: ['name', 'createdAt'], unique: true }],
  mixins: [timestamps()],
  methods: {
    greet() {
      return `hi ${this.name.toUpperCase()} ${this.touch()}`
    },
  },
  statics: {
    byAge(age: number) {
      return this.findOne({ where: { age } })
    },
  },
  hooks: {
    beforeSave() {
      this.name = this.name.trim()
      this.touch()
      this.greet()
    },
    afterTransfer({ from }) {
      void from
    },
  },
  roles: {
    owner: 'id',
    posse: { check: (user) => user.tags.includes('posse') },
    adults: { where: { age: { $gte: 18 } } },
    mine: { where: (session) => ({ id: session.user.id }) },
    staff: { key: 'id', in: (session) => session.user.companyIds },
    young: { checkRecord: (user, record) => user.id === record.id && (record.age ?? 0) < 30, scan: 100 },
    editor: { named: true },
  },
  permissions: {
    create: ['guest'],
    read: ['anyone', 'posse', 'adults'],
    update: ['owner', 'mine', 'stamper', 'administrator'],
    transfer: ['owner'],
    always: { update: (session) => ({ $not: { name: session.user.id } }), all: { age: { $ne: 3 } } },
  },
  transfer: { key: 'id', accept: 'owner', expires: '14d' },
}) {
  rename(name: string) {
    return this.set({ name }).save()
  }
  async twice() {
    await this.rename('x')
    return this.greet() + this.greet()
  }
  static byName(name: string) {
    return this.findOne({ where: { name } })
  }
  static async firstNames() {
    const rows = await this.find({ select: { name: true } })
    return rows.map((row) => row.name)
  }
  static recent() {
    return this.page({ sort: { createdAt: 'desc' }, limit: 10 })
  }
}
