// What row-level security costs: the same reads and writes of sessions on a PostgreSQL database that keeps the rules of
// models and on one that does not, in turn. Needs `npm run build` and PROMETHEUS_POSTGRES, the URL of a superuser.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { postgres } from 'prometheus-odm/postgres'
import { rowSecurityPlan } from '../dist/model/guard/row-security-plan.js'

const url = process.env.PROMETHEUS_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const [USERS, GROUPS, POSTS, ROUNDS, BATCH] = [500, 100, 20_000, 41, 40]
const name = `prometheus_rls_${randomBytes(4).toString('hex')}`
const roles = { application: `${name}_app`, reader: `${name}_reader` }

const { defineModel, connect } = createPrometheus()
const Group = defineModel({
  name: 'Group',
  table: 'groups',
  schema: { id: field.id({ type: 'auto' }), members: hasMany('Member', { by: 'group' }) },
  roles: { member: { through: 'members', by: 'userId' } },
  permissions: { read: ['member'] },
})
const Member = defineModel({
  name: 'Member',
  table: 'members',
  schema: {
    id: field.id({ type: 'auto' }),
    group: ref('Group', { type: 'auto', required: true, index: true }),
    userId: field.integer({ required: true, index: true }),
  },
  permissions: { read: ['administrator'] },
})
const shared = {
  id: field.id({ type: 'auto' }),
  authorId: field.integer({ required: true }),
  group: ref('Group', { type: 'auto', index: true }),
  title: field.string({ required: true }),
  body: field.text({ required: true }),
  createdAt: field.datetime({ required: true }),
}
const indexes = [{ fields: ['authorId', 'createdAt'] }]
const Post = defineModel({
  name: 'Post',
  table: 'posts',
  schema: shared,
  indexes,
  roles: { author: 'authorId' },
  permissions: { create: ['author'], read: ['author'], update: ['author'] },
})
const Shared = defineModel({
  name: 'Shared',
  table: 'shared',
  schema: shared,
  indexes,
  roles: { staff: { through: 'group', role: 'member' } },
  permissions: { read: ['staff'] },
})
const models = { Group, Member, Post, Shared }

const administrator = new pg.Client({ connectionString: url })

const urlOf = (database, role) => {
  const own = new URL(url)
  own.pathname = `/${database}`
  if (role !== undefined) own.username = role
  return own.href
}

/** Makes a database with all data in it, and rules where they are asked for; gives it as the application has it. */
async function open(rowSecurity) {
  const database = `${name}_${rowSecurity ? 'ruled' : 'plain'}`
  await administrator.query(`create database ${database} template template0 encoding 'UTF8'`)
  const owner = postgres(urlOf(database))
  const db = await connect({ models, store: owner, sync: true })
  const trusted = db.system('the bench')
  await trusted.Group.insertMany(Array.from({ length: GROUPS }, () => ({})))
  await trusted.Member.insertMany(
    Array.from({ length: USERS * 2 }, (_, i) => ({
      groupId: 1 + ((i * 7) % GROUPS),
      userId: 1 + (i % USERS),
    })),
  )
  const post = (i) => ({
    authorId: 1 + ((i * 31) % USERS),
    groupId: 1 + ((i * 13) % GROUPS),
    title: `Post ${i}`,
    body: 'text '.repeat(60),
    createdAt: new Date(1.7e12 + i * 60_000),
  })
  const posts = Array.from({ length: POSTS }, (_, i) => post(i))
  await trusted.Post.insertMany(posts)
  await trusted.Shared.insertMany(posts)
  await db.close()
  const client = new pg.Client({ connectionString: urlOf(database) })
  await client.connect()
  const { up } = owner.rowSecurity.write(rowSecurityPlan({ models, store: owner }, owner), roles)
  if (rowSecurity) for (const statement of up) await client.query(statement)
  await client.query(
    `grant select, insert, update, delete on all tables in schema public to ${roles.application};
     grant usage on all sequences in schema public to ${roles.application}`,
  )
  await client.query('vacuum analyze')
  await client.end()
  const store = postgres({ url: urlOf(database, roles.application), rowSecurity })
  return connect({ models, store })
}

const newest = { sort: { createdAt: 'desc' }, limit: 50, plain: true }
const sessions = new Map()
const as = (db, id) => {
  const key = `${sessions.get(db) ?? sessions.set(db, sessions.size).get(db)} ${id}`
  const known = bound.get(key) ?? db.as({ user: { id } })
  bound.set(key, known)
  return known
}
const bound = new Map()
const author = (i) => 1 + ((i * 17) % 64)

const workloads = {
  'record by its key': (db, i) => as(db, 1 + ((i * 31) % USERS)).Post.findById(1 + i, { plain: true }),
  'page of an owner': (db, i) => as(db, author(i)).Post.find(newest),
  'new session, and page of an owner': (db, i) => db.as({ user: { id: author(i) } }).Post.find(newest),
  'page by a membership': (db, i) => as(db, author(i)).Shared.find(newest),
  'count of an owner': (db, i) => as(db, author(i)).Post.count(),
  'trusted code: record by its key': (db, i) => db.system('the bench').Post.findById(1 + i, { plain: true }),
  insert: (db, i) =>
    as(db, author(i)).Post.create({ authorId: author(i), title: 'new', body: 'new', createdAt: new Date() }),
  update: (db, i) => as(db, author(i)).Post.updateWhere({ id: 1 + ((i * 17) % 64) }, { title: `new ${i}` }),
}

async function batch(run, db, round) {
  const start = performance.now()
  for (let i = 0; i < BATCH; i++) await run(db, round * BATCH + i)
  return performance.now() - start
}

const quantile = (values, part) => values.toSorted((a, b) => a - b)[Math.floor(values.length * part)]

async function main() {
  const [plain, ruled] = [await open(false), await open(true)]
  for (const [title, run] of Object.entries(workloads)) {
    const ratios = []
    const times = []
    for (let round = 0; round < ROUNDS; round++) {
      const order = round % 2 === 0 ? [plain, ruled] : [ruled, plain]
      const took = new Map()
      for (const db of order) took.set(db, await batch(run, db, round))
      if (round === 0) continue
      ratios.push(took.get(ruled) / took.get(plain))
      times.push((took.get(plain) / BATCH) * 1000)
    }
    const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part).toFixed(2))
    console.info(
      `${title.padEnd(36)} ${middle} (${low}–${high}), without rules ${quantile(times, 0.5).toFixed(0)} µs`,
    )
  }
  await plain.close()
  await ruled.close()
}

await administrator.connect()
await administrator.query(`create role ${roles.application} login`)
try {
  await main()
} finally {
  for (const part of ['plain', 'ruled'])
    await administrator.query(`drop database if exists ${name}_${part} with (force)`)
  for (const role of Object.values(roles)) await administrator.query(`drop role if exists ${role}`)
  await administrator.end()
}
