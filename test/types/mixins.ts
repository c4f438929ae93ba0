import type { AuditDiff, AuditEntry } from '../../src/mixins/index.ts'
import { audited, auditTrail, slugged, softDelete, timestamps, versioned } from '../../src/mixins/index.ts'
import { createPrometheus, everything, field, hasMany, ref, same, store } from './harness.ts'

const { defineModel, defineMixin, connect } = createPrometheus()

const counted = defineMixin({
  schema: { count: field.integer({ default: 0 }) },
  methods: {
    next() {
      return this.count + 1
    },
  },
  initialize() {
    if (this.isNew) this.set({ count: this.next() })
    same<typeof this.count, number>(true)
    // @ts-expect-error the mixin has no such attribute
    this.cout
  },
})

class Change extends defineModel({ name: 'Change', schema: {}, mixins: [auditTrail()] }) {}
class Company extends defineModel({
  name: 'Company',
  schema: {
    id: field.id(),
    name: field.string({ required: true }),
    products: hasMany('Product', { by: 'company' }),
  },
  mixins: [softDelete, versioned(), timestamps(), counted],
}) {
  rename(name: string) {
    return this.set({ name }).save()
  }
  static gone() {
    return this.withDeleted().find({ where: { deletedAt: { $ne: null } } })
  }
}
class Product extends defineModel({
  name: 'Product',
  schema: { id: field.id(), name: field.string({ required: true }), company: ref('Company') },
  mixins: [slugged({ from: 'name', within: ['companyId'] }), audited(), softDelete()],
}) {}

interface Models {
  Change: typeof Change
  Company: typeof Company
  Product: typeof Product
}
const db = await connect<Models>({ models: { Change, Company, Product }, store })

// ——— softDelete
const company = (await db.Company.findOne())!
same<typeof company.deletedAt, Date | null>(true)
same<ReturnType<typeof company.restore>, Promise<void>>(true)
same<ReturnType<typeof company.purge>, Promise<void>>(true)
const all = db.Company.withDeleted()
same<typeof all, typeof db.Company>(true)
const found = (
  await all.find({ where: { deletedAt: { $gt: new Date(0) } }, include: { products: true } })
)[0]!
await found.restore()
same<(typeof found.products)[0]['slug'], string>(true)
same<Awaited<ReturnType<typeof all.count>>, number>(true)
;(await all.page({ sort: { deletedAt: 'desc' } })).items[0]?.rename('a')
const purged: number = await db.Company.purgeWhere({ products: { $none: { slug: 'a' } } })
await db.Company.withDeleted().purgeWhere(everything)
void purged
const gone = await Company.gone()
same<(typeof gone)[0], Company>(true)
const bound = await db.Company.gone()
same<(typeof bound)[0], Company>(true)
await db.transaction((tx) => tx.Company.withDeleted().count())
await db
  .as(null)
  .Product.withDeleted()
  .findById('1', { select: { slug: true } })
// @ts-expect-error deletedAt is readonly
company.set({ deletedAt: null })
// @ts-expect-error and is set by no update
await db.Company.updateWhere(everything, { deletedAt: new Date() })
// @ts-expect-error there is no such relation
await db.Company.withDeleted().find({ include: { product: true } })
// @ts-expect-error there is no such attribute
await db.Company.purgeWhere({ nam: 'a' })
// @ts-expect-error all is said by everything
await db.Company.purgeWhere()
// @ts-expect-error the history keeps all, and has no mixin for that
db.Change.withDeleted()
// @ts-expect-error there is no such method
company.restor()

// ——— versioned
same<typeof company.version, number>(true)
// @ts-expect-error the version is readonly
company.set({ version: 3 })
// @ts-expect-error in updates of many too
await db.Company.updateWhere(everything, { version: { $inc: 1 } })
same<ReturnType<typeof company.toJSON>['version'], number>(true)

// ——— slugged
const product = await db.Product.create({ name: 'a' })
same<typeof product.slug, string>(true)
same<ReturnType<typeof product.toJSON>['slug'], string>(true)
await db.Product.create({ name: 'a', slug: 'mine' })
await db.Product.insertMany([{ name: 'a' }, { name: 'b', slug: undefined }])
await db.Product.findOne({ where: { slug: { $startsWith: 'a' } }, sort: { slug: 'asc' } })
await product.set({ slug: 'other' }).save()
// @ts-expect-error a slug is never null
await db.Product.create({ name: 'a', slug: null })
// @ts-expect-error slugged needs to know of what
slugged({ within: ['companyId'] })
// @ts-expect-error and is called
defineModel({ name: 'A', schema: { id: field.id() }, mixins: [slugged] })

// ——— audited
const entries = await product.history({ limit: 3, offset: 1 })
same<typeof entries, AuditEntry[]>(true)
same<Awaited<ReturnType<typeof db.Product.historyOf>>, AuditEntry[]>(true)
const entry = (await db.Product.historyOf(product.id))[0]!
same<typeof entry.action, 'create' | 'update' | 'destroy' | 'restore' | 'transfer'>(true)
same<typeof entry.diff, AuditDiff>(true)
same<typeof entry.at, Date>(true)
same<typeof entry.version, number | null>(true)
entry.diff.name?.from?.toString()
const change = (await db.Change.find({ where: { model: 'Product', action: 'update' } }))[0]!
same<typeof change.diff, AuditDiff>(true)
same<typeof change.actorId, string | null>(true)
// @ts-expect-error a history is read in parts by limit and offset
await product.history({ limt: 3 })
// @ts-expect-error a company is not audited
company.history()
// @ts-expect-error there is no such option
audited({ in: 'Change' })

// ——— what follows a commit
type CommitAction = 'create' | 'update' | 'destroy' | 'transfer' | 'offer' | 'decline' | 'withdraw'
const stop = db.on('error', (error) => same<typeof error, unknown>(true))
stop()
db.afterCommit(async () => {})
await db.transaction((tx) => tx.afterCommit(() => {}))
defineModel({
  name: 'Mailed',
  schema: { id: field.id(), name: field.string({ required: true }) },
  hooks: {
    async afterCommit({ action }) {
      same<typeof action, CommitAction>(true)
      this.name.length
    },
  },
})

// ——— how records change hands
class Brand extends defineModel({
  name: 'Brand',
  schema: { id: field.id(), owner: ref('Company', { required: true }), name: field.string() },
  roles: { owner: { key: 'ownerId' } },
  permissions: { read: ['anyone'], transfer: ['owner'] },
  transfer: { key: 'ownerId', accept: 'owner', expires: '14d' },
  hooks: { afterTransfer: ({ from, to }) => void [from, to] },
}) {}
declare const brand: InstanceType<typeof Brand>
brand.transfer('a-key').then((same_) => same<typeof same_.ownerId, string>(true))
brand
  .accept()
  .then(() => brand.decline())
  .then(() => brand.withdraw())
same<typeof brand.offeredToId, string | null>(true)
same<typeof brand.offeredUntil, Date | null>(true)
// @ts-expect-error only a transfer says to whom it is offered
brand.set({ offeredToId: 'a-key' })
// @ts-expect-error a key is a text
brand.transfer(7)
class Given extends defineModel({
  name: 'Given',
  schema: { id: field.id(), userId: field.string() },
  transfer: { key: 'userId' },
}) {}
declare const given: InstanceType<typeof Given>
given.transfer('a-key')
// @ts-expect-error nobody is asked to accept
given.accept()
// @ts-expect-error companies do not change hands
company.transfer('a-key')
defineModel({
  name: 'Misspelt',
  schema: { id: field.id(), userId: field.string() },
  // @ts-expect-error there is no such field
  transfer: { key: 'userid' },
})
