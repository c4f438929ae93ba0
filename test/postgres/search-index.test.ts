import { createPrometheus, field } from 'prometheus-odm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Schema } from './server.ts'
import { administer, freshSchema } from './server.ts'

const { connect, defineModel } = createPrometheus<{ user: { id: string } | null }>()

const Post = defineModel({
  name: 'Post',
  schema: {
    id: field.id({ type: 'auto' }),
    status: field.string({ required: true }),
    title: field.string({ required: true, search: true }),
    note: field.text(),
  },
  roles: { reader: { where: { status: 'out' } }, odd: { where: { title: { $search: 'odd' } } } },
  permissions: { read: ['reader', 'odd'] },
})

const ROWS = 3000
let schema: Schema
const open = () => connect<{ Post: typeof Post }>({ models: { Post }, store: schema.store(), sync: true })
let db: Awaited<ReturnType<typeof open>>

beforeAll(async () => {
  schema = await freshSchema()
  db = await open()
  await administer(`insert into ${schema.name}.post (status, title, note)
    select 'out', 'Étui ' || i || case when i > ${ROWS - 30} then ', rare' else ' common' end || case when i % 20 = 0 then '; some' else '' end, 'rare'
    from generate_series(1, ${ROWS}) i`)
  await administer(`vacuum analyze ${schema.name}.post`)
})

afterAll(async () => {
  await db.close()
  await schema.drop()
})

/** How the server runs what is asked, told the words and, for all else, 'out'. */
async function planOf(ask: () => Promise<unknown>, words: string): Promise<string> {
  const texts: string[] = []
  const stop = db.on('statement', ({ shape }) => texts.push(shape))
  await ask()
  stop()
  const [text = ''] = texts
  const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number))
  const searched = new Set([...text.matchAll(/@> \$(\d+)/g)].map(([, number]) => Number(number)))
  const values = Array.from({ length: Math.max(...numbers) }, (_, at) =>
    searched.has(at + 1) ? `'{${words}}'` : `'out'`,
  )
  await administer(`set search_path = ${schema.name}; set plan_cache_mode = force_custom_plan`)
  await administer(`prepare asked as ${text}`)
  const rows = await administer(`explain (costs off) execute asked(${values.join(', ')})`)
  await administer('deallocate asked; reset search_path')
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

const index = 'Bitmap Index Scan on post_title_search'
const rare = { title: { $search: 'rare' } }

describe('an index for $search', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['a find', () => db.system('test').Post.find({ where: rare })],
    ['a count', () => db.system('test').Post.count(rare)],
    ['a find as somebody', () => db.as({ user: { id: 'ann' } }).Post.find({ where: rare })],
    [
      'a search beside others',
      () => db.system('test').Post.find({ where: { $or: [rare, { title: { $search: 'odd' } }] } }),
    ],
    ['an update', () => db.system('test').Post.updateWhere(rare, { note: 'rare' })],
  ])('is used by %s', async (_what, ask) => {
    expect(await planOf(ask, 'rare')).toContain(index)
  })

  test('is used by a page of a word that some have, though the order has an index too', async () => {
    const some = { title: { $search: 'some' } }
    expect(await planOf(() => db.system('test').Post.find({ where: some, limit: 20 }), 'some')).toContain(
      index,
    )
  })

  test('is left alone where most records have the word, or the field has none', async () => {
    const common = { title: { $search: 'common' } }
    const page = () => db.system('test').Post.find({ where: common, limit: 20 })
    expect(await planOf(page, 'common')).toContain('Index Scan using post_pkey')
    const notes = () => db.system('test').Post.find({ where: { note: { $search: 'x' } } })
    expect(await planOf(notes, 'x')).toContain('Seq Scan')
  })

  test('finds what is there, changed and gone, and takes words of any length', async () => {
    const posts = db.system('test').Post
    const found = (words: string) => posts.count({ title: { $search: words } })
    expect(await found('RARE étui')).toBe(30)
    const long = 'ж'.repeat(100_000)
    const post = await posts.create({ status: 'out', title: 'Only, once' })
    await administer(`update ${schema.name}.post set title = title || ' ${long}' where id = ${post.id}`)
    expect(await found('once only')).toBe(1)
    expect(await found(long.toUpperCase())).toBe(1)
    await (await post.reload()).set({ title: 'twice' }).save()
    expect([await found('only'), await found('twice')]).toEqual([0, 1])
    await post.destroy()
    expect(await found('twice')).toBe(0)
  })
})
