import { createNewPost, SIZE } from './data-set.ts'
import type { Operations } from './peer.ts'
import type { StoreName } from './peers.ts'
import { BASELINE } from './peers.ts'
import { STATUSES } from './posts.ts'
import { createRandom } from './random.ts'

/** The name of a workload. */
export type WorkloadName = keyof Operations

/** How much of another peer's time one of ours may take. */
export interface Bar {
  readonly most: number
  /** Ours, by its name. */
  readonly peer: string
  readonly against: string
}

type Bars = Readonly<Partial<Record<StoreName, Bar>>>

/** One kind of work: what its calls are given, and how long they may take. */
export interface Workload<Name extends WorkloadName = WorkloadName> {
  readonly name: Name
  readonly title: string
  /** By store; where there is none, it is not measured. */
  readonly bar: Bars
  /** Whether its calls add posts (which are removed after each batch), change them, or only read. */
  readonly effect: 'none' | 'adds' | 'changes'
  /** What call number `index` is given; the same for every peer, and made before the clock runs. */
  input(index: number): Parameters<Operations[Name]>[0]
  /** How many posts one call adds. */
  readonly adds: number
}

/** Updates write views from here on, which no post of the data set has. */
export const UPDATED_VIEWS = 1_000_000

const MANY = 4_096
const random = createRandom(42)
const below = (limit: number) => Array.from({ length: MANY }, () => Math.floor(random() * limit))
const pick = <T>(things: readonly T[], index: number): T => things[index % things.length] as T

const ids = below(SIZE.posts).map((id) => id + 1)
const authors = below(SIZE.users).map((id) => id + 1)
/** Those whose sessions are bound at one time, as many as a process may be serving. */
const owners = authors.slice(0, 64)
const starts = below(SIZE.posts - 1_000)
const newPosts = ids.map((_, index) =>
  Object.freeze(createNewPost(SIZE.posts + index, SIZE.posts + index, random)),
)
const bulks = [0, 1, 2, 3].map((part) => Object.freeze(newPosts.slice(part * 1_000, (part + 1) * 1_000)))
const updates = ids.map((id) => ({ id, title: '', views: 0 }))

function nextUpdate(index: number) {
  const update = pick(updates, index)
  update.views = UPDATED_VIEWS + index
  update.title = `Changed for the time ${index}`
  return update
}

/** Within this much of the driver's time; MySQL is held to PostgreSQL's bar. */
function within(sqlite: number, postgres: number): Bars {
  const bar = (most: number): Bar => ({ most, peer: 'prometheus', against: BASELINE })
  return { sqlite: bar(sqlite), postgres: bar(postgres), mysql: bar(postgres) }
}

/** The same, on the stores without SQL too. */
function withinAll(sqlite: number, postgres: number, others: number): Bars {
  const bar: Bar = { most: others, peer: 'prometheus', against: BASELINE }
  return { ...within(sqlite, postgres), redis: bar, mongodb: bar }
}

/** What recording changes may cost. */
const recorded: Bars = {
  sqlite: { most: 2.2, peer: 'prometheus-changes', against: 'prometheus' },
  postgres: { most: 1.5, peer: 'prometheus-changes', against: 'prometheus' },
  mysql: { most: 2.5, peer: 'prometheus-changes', against: 'prometheus' },
}

/** The same on every SQL store. */
const onSql = (bar: Bar): Bars => ({ sqlite: bar, postgres: bar, mysql: bar })

/** The same on every store. */
const everywhere = (bar: Bar): Bars => ({ ...onSql(bar), redis: bar, mongodb: bar })

const read = { effect: 'none', adds: 0 } as const

/**
 * Every workload, in the order in which they run: reads first, since writes leave the peers with different rows.
 * To add one: its signature in `Operations`, a line here, and its implementation in the peers that offer it.
 */
const BY_NAME: { readonly [Name in WorkloadName]: Workload<Name> } = {
  findById: {
    name: 'findById',
    title: 'findById',
    bar: withinAll(1.3, 1.1, 1.5),
    ...read,
    input: (index) => pick(ids, index),
  },
  page: {
    name: 'page',
    title: 'page of 50',
    bar: within(0.8, 0.85),
    ...read,
    input: (index) => pick(STATUSES, index),
  },
  record: {
    ...{ name: 'record', title: '50 records read' },
    bar: onSql({ most: 1.25, peer: 'prometheus-records', against: 'prometheus' }),
    ...read,
    input: (index) => pick(STATUSES, index),
  },
  include: {
    ...{ name: 'include', title: 'include, 2 levels', bar: within(0.85, 0.75), ...read },
    input: (index) => pick(STATUSES, index),
  },
  ownerPage: {
    ...{ name: 'ownerPage', title: 'page of an owner' },
    bar: everywhere({ most: 1.05, peer: 'prometheus-owners', against: 'prometheus' }),
    ...read,
    input: (index) => pick(owners, index),
  },
  sessionPage: {
    ...{ name: 'sessionPage', title: 'as, and page of an owner' },
    bar: everywhere({ most: 1.3, peer: 'prometheus-owners', against: 'prometheus' }),
    ...read,
    input: (index) => pick(authors, index),
  },
  findMany: {
    name: 'findMany',
    title: '1,000 rows',
    bar: within(0.75, 0.78),
    ...read,
    input: (index) => pick(starts, index),
  },
  count: {
    name: 'count',
    title: 'count',
    bar: withinAll(1.3, 1.15, 1.5),
    ...read,
    input: (index) => pick(authors, index),
  },
  insertOne: {
    ...{ name: 'insertOne', title: 'insert', bar: withinAll(1.15, 1.1, 1.5), effect: 'adds', adds: 1 },
    input: (index) => pick(newPosts, index),
  },
  updateOne: {
    name: 'updateOne',
    title: 'update',
    bar: withinAll(1.2, 1.1, 1.5),
    effect: 'changes',
    adds: 0,
    input: nextUpdate,
  },
  recordedInsert: {
    ...{ name: 'recordedInsert', title: 'insert, recorded', effect: 'adds', adds: 1 },
    bar: recorded,
    input: (index) => pick(newPosts, index),
  },
  recordedUpdate: {
    ...{ name: 'recordedUpdate', title: 'update, recorded', effect: 'changes', adds: 0 },
    bar: recorded,
    input: nextUpdate,
  },
  bulkInsert: {
    ...{
      name: 'bulkInsert',
      title: 'bulk 1,000',
      bar: withinAll(1.2, 1.1, 1.5),
      effect: 'adds',
      adds: 1_000,
    },
    input: (index) => pick(bulks, index),
  },
}

/** Every workload, in the order in which they run. */
export const WORKLOADS: readonly Workload[] = Object.values(BY_NAME)
