import type { HookName } from '../model/hook-names.ts'
import { hookNames, hooksAfterWrite } from '../model/hook-names.ts'
import { createPrometheus } from '../model/prometheus.ts'
import type { Database, Transaction } from '../model/types/db-type.ts'
import type { AnyMixin } from '../model/types/mixin-type.ts'
import type { Part, RecordOf } from '../model/types/registry.ts'
import type { Where } from '../model/types/where.ts'
import { field, hasMany, ref } from '../schema/factories.ts'
import type { DefaultSession } from '../schema/session.ts'
import type { Capabilities } from '../store/capabilities.ts'
import { cast } from '../support/cast.ts'
import { sampleSchema } from './sample.ts'

const { defineModel, defineMixin, connect } = createPrometheus()

export { connect, defineMixin, defineModel }

let serial = 0

const ruleSchema = {
  id: field.id(),
  code: field.string({ required: true, unique: true, maxLength: 20 }),
  level: field.integer({ default: 3, nullable: true, min: 0, max: 10 }),
  word: field.string({ minLength: 2, maxLength: 5 }),
  slug: field.string({ pattern: /^[a-z-]+$/ }),
  state: field.string({ permitted: ['on', 'off'] }),
  even: field.integer({ validate: (value) => value % 2 === 0 || 'must be even' }),
  serial: field.string({ default: () => `serial ${++serial}` }),
  fixed: field.string({ readonly: true }),
  inner: field.string({ hidden: true }),
  scratch: field.string({ virtual: true }),
  alarm: field.time({ min: '08:00:00', max: '18:00:00' }),
  seal: field.bytes({ maxLength: 4 }),
  due: field.date({ min: '2020-01-01', max: '2020-12-31' }),
  since: field.datetime({ min: new Date(0), max: new Date(1000) }),
  weight: field.number({ min: -1.5, max: 1.5 }),
  rate: field.decimal({ precision: 6, scale: 2, min: '-9', max: '10' }),
  total: field.bigint({ min: -5n, max: 5n }),
  few: field.array(field.integer({ min: 0 }), { minLength: 1, maxLength: 2, default: [0] }),
  mail: field.email({ maxLength: 20 }),
  shout: field.string({ computed: (record: { code: string }) => `${record.code.toUpperCase()}!` }),
}

const accountSchema = {
  id: field.id(),
  email: field.email({ required: true, unique: true }),
  nick: field.string({ unique: true }),
  tenant: field.string(),
  slug: field.string({ unique: { within: ['tenant'] } }),
  balance: field.integer(),
  rank: field.integer({ unique: true }),
}

const entrySchema = {
  shelf: field.string({ required: true }),
  number: field.integer({ required: true }),
  title: field.string(),
}

/** Words of SQL as names, names that a database cuts, and a column with another name than its attribute's. */
const selectSchema = {
  id: field.id(),
  order: field.integer(),
  group: field.string(),
  from: field.string(),
  where: field.boolean(),
  table: field.date(),
  index: field.text(),
  default: field.string(),
  values: field.array(field.string()),
  odd: field.string({ column: 'an odd "name"' }),
  mood: field.enum(["it's", 'a "b"', 'ü']),
  anAttributeWithAVeryLongNameThatIsMuchLongerThanAnyDatabaseWouldTakeOne: field.string({ unique: true }),
  anAttributeWithAVeryLongNameThatIsMuchLongerThanAnyDatabaseWouldTakeTwo: field.string({ unique: true }),
}

/** Defines the suite's models anew, each with these mixins, and recording its changes where that is asked for. */
export function defineModels(mixins: readonly AnyMixin[] = [], changes = false) {
  const extra = cast<{ mixins?: readonly [] }>(
    mixins.length === 0 ? {} : { mixins, changes },
    'mixins without fields, methods and roles change no type',
  )
  class Sample extends defineModel({ name: 'Sample', schema: sampleSchema, ...extra }) {}
  class Rule extends defineModel({ name: 'Rule', schema: ruleSchema, ...extra }) {}
  class Account extends defineModel({
    name: 'Account',
    schema: accountSchema,
    indexes: [{ fields: ['balance', 'email'] }],
    ...extra,
  }) {}
  class Entry extends defineModel({
    name: 'Entry',
    schema: entrySchema,
    key: ['shelf', 'number'],
    ...extra,
  }) {}
  class Select extends defineModel({ name: 'Select', schema: selectSchema, ...extra }) {}
  class Country extends defineModel({
    name: 'Country',
    schema: { code: field.string({ required: true }), name: field.string() },
    key: ['code'],
    ...extra,
  }) {}
  class Ticket extends defineModel({
    name: 'Ticket',
    schema: { id: field.id({ type: 'auto' }), title: field.string({ required: true }) },
    ...extra,
  }) {}
  class Guarded extends defineModel({
    name: 'Guarded',
    schema: { id: field.id(), name: field.string() },
    permissions: { read: ['anyone'] },
    ...extra,
  }) {}
  class Shop extends defineModel({
    name: 'Shop',
    schema: { id: field.id(), name: field.string(), items: hasMany('Item', { by: 'shop' }) },
    ...extra,
  }) {}
  class Item extends defineModel({
    name: 'Item',
    schema: { id: field.id(), label: field.string(), shop: ref('Shop') },
    ...extra,
  }) {}
  return { Sample, Rule, Account, Entry, Select, Country, Ticket, Guarded, Shop, Item }
}

/** The suite's models by name. */
export interface SuiteModels extends ReturnType<typeof defineModels> {}

/** The hooks that a store with these capabilities takes, in their order. */
export const hooksFor = ({ transactions }: Capabilities): readonly HookName[] =>
  hookNames.filter((name) => transactions || !hooksAfterWrite.includes(name))

/** The suite's models that a store with these capabilities can hold. */
export function modelsFor(capabilities: Capabilities, mixins?: readonly AnyMixin[]): SuiteModels {
  const { Ticket, ...models } = defineModels(mixins, capabilities.changes)
  const held = capabilities.autoIncrement ? { ...models, Ticket } : models
  return cast(held, 'no scenario uses a model without saying what it needs')
}

/** The connected database of the suite. */
export type SuiteDatabase = Database<SuiteModels, DefaultSession>

/** The database or a transaction on it. */
export type SuiteScope = Transaction<SuiteModels, DefaultSession>

/** What creates a sample. */
export type SampleInput = Part<'Sample', SuiteModels, 'create'>

/** A filter on samples. */
export type SampleWhere = Where<'Sample', SuiteModels>

/** A loaded sample. */
export type SampleRecord = RecordOf<'Sample', SuiteModels>
