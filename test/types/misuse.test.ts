import { expect, test } from 'vitest'
import type { Compilation, Compiler } from './compile.ts'
import { compile, compilers } from './compile.ts'

/** A mistake that must not compile: what it is, the code of its error, a part of the error's text, the source. */
type Mistake = readonly [title: string, code: string, text: string, source: string]

const mistakes: readonly Mistake[] = [
  ['where key', 'TS2353', "'naem' does not exist", "db.User.find({ where: { naem: 'x' } })"],
  [
    'where key beside a right one',
    'TS2353',
    "'naem' does not exist",
    "db.User.find({ where: { name: 'x', naem: 'x' } })",
  ],
  [
    'operator of another kind',
    'TS2353',
    "'$contains' does not exist",
    "db.User.find({ where: { age: { $contains: 'x' } } })",
  ],
  [
    'operand of another type',
    'TS2322',
    "is not assignable to type 'number",
    "db.User.find({ where: { age: { $gt: 'x' } } })",
  ],
  [
    'operator that does not exist',
    'TS2561',
    "Did you mean to write '$gt'?",
    'db.User.find({ where: { age: { $gtt: 3 } } })',
  ],
  [
    'undefined in a filter',
    'TS2375',
    "is not assignable to type 'Where",
    'db.User.find({ where: { age: undefined } })',
  ],
  [
    'enum',
    'TS2322',
    'is not assignable to type \'"draft" | "live" | TextOperators',
    "db.Post.find({ where: { status: 'lvie' } })",
  ],
  [
    'enum in a list',
    'TS2322',
    'is not assignable to type \'"draft" | "live" | null',
    "db.Post.find({ where: { status: { $in: ['lvie'] } } })",
  ],
  [
    'inside $or',
    'TS2561',
    "Did you mean to write 'title'?",
    "db.Post.find({ where: { $or: [{ titel: 'x' }] } })",
  ],
  [
    'inside $not',
    'TS2561',
    "Did you mean to write 'title'?",
    "db.Post.find({ where: { $not: { titel: 'x' } } })",
  ],
  ['sort key', 'TS2353', "'titel' does not exist", "db.Post.find({ sort: { titel: 'asc' } })"],
  ['sort direction', 'TS2322', "is not assignable to type '", "db.Post.find({ sort: { title: 'up' } })"],
  ['sort by json', 'TS2353', "'meta' does not exist", "db.Post.find({ sort: { meta: 'asc' } })"],
  ['select', 'TS2561', "Did you mean to write 'title'?", 'db.Post.find({ select: { titel: true } })'],
  ['include', 'TS2561', "Did you mean to write 'comments'?", 'db.Post.find({ include: { coments: true } })'],
  [
    'include beside a right one',
    'TS2561',
    "Did you mean to write 'author'?",
    'db.Post.find({ include: { comments: true, athor: true } })',
  ],
  [
    'nested where',
    'TS2561',
    "Did you mean to write 'title'?",
    "db.User.find({ include: { posts: { where: { titel: 'x' } } } })",
  ],
  [
    'nested enum',
    'TS2322',
    'is not assignable to type \'"draft" | "live" | TextOperators',
    "db.User.find({ include: { posts: { where: { status: 'lvie' } } } })",
  ],
  [
    'nested include, depth 3',
    'TS2561',
    "Did you mean to write 'post'?",
    'db.User.find({ include: { posts: { include: { comments: { include: { pst: true } } } } } })',
  ],
  [
    'nested option',
    'TS2561',
    "Did you mean to write 'limit'?",
    'db.User.find({ include: { posts: { limt: 3 } } })',
  ],
  ['option', 'TS2561', "Did you mean to write 'where'?", 'db.User.find({ wher: {} })'],
  [
    'json path',
    'TS2561',
    "Did you mean to write 'score'?",
    'db.Post.find({ where: { meta: { seo: { scoer: 3 } } } })',
  ],
  [
    'json operand',
    'TS2322',
    "is not assignable to type 'number",
    "db.Post.find({ where: { meta: { seo: { score: { $gt: 'x' } } } } })",
  ],
  [
    'array operand',
    'TS2322',
    "is not assignable to type 'string",
    'db.Post.find({ where: { tags: { $has: 3 } } })',
  ],
  [
    'relation filter',
    'TS2561',
    "Did you mean to write 'title'?",
    "db.User.find({ where: { posts: { $some: { titel: 'x' } } } })",
  ],
  [
    'relation to many without a quantifier',
    'TS2353',
    "'title' does not exist",
    "db.User.find({ where: { posts: { title: 'x' } } })",
  ],
  [
    'filter on a password',
    'TS2353',
    "'password' does not exist",
    "db.User.find({ where: { password: 'x' } })",
  ],
  [
    'create without what is required',
    'TS2345|TS2739',
    'is missing the following properties',
    "db.Post.create({ title: 'x' })",
  ],
  [
    'create with something unknown',
    'TS2353',
    'Object literal may only specify known pr',
    "db.Post.create({ title: 'x', authorId: '1', price: '1', foo: 1 })",
  ],
  [
    'create with a wrong type',
    'TS2322',
    "is not assignable to type 'string",
    "db.Post.create({ title: 3, authorId: '1', price: '1' })",
  ],
  [
    'decimal as a number',
    'TS2322',
    "is not assignable to type 'string",
    "db.Post.create({ title: 'x', authorId: '1', price: 9.9 })",
  ],
  [
    'insertMany',
    'TS2561',
    "Did you mean to write 'title'?",
    "db.Post.insertMany([{ titel: 'x', authorId: '1', price: '1' }])",
  ],
  [
    'update something readonly',
    'TS2353',
    'Object literal may only specify known pr',
    'db.User.updateWhere({ age: 3 }, { createdAt: new Date() })',
  ],
  [
    'increment text',
    'TS2353',
    "'$inc' does not exist",
    "db.Post.updateWhere({ title: 'x' }, { title: { $inc: 1 } })",
  ],
  [
    'increment by another type',
    'TS2322',
    "is not assignable to type 'number",
    "db.Post.updateWhere({ title: 'x' }, { views: { $inc: 'x' } })",
  ],
  [
    'copy from nothing',
    'TS2820',
    'Did you mean \'"body"\'?',
    "db.Post.updateWhere({ title: 'x' }, { title: { $field: 'boddy' } })",
  ],
  [
    'upsert by nothing',
    'TS2820',
    'Did you mean \'"title"\'?',
    "db.Post.upsert({ by: ['titel'], create: { title: 'x', authorId: '1', price: '1', size: null } })",
  ],
  ['sum of text', 'TS2322', 'is not assignable to type', "db.Post.aggregate({ sum: ['title'] })"],
  [
    'group by nothing',
    'TS2820',
    'Did you mean \'"status"\'?',
    "db.Post.aggregate({ by: ['stauts'], count: true })",
  ],
  ['aggregate option', 'TS2561', "Did you mean to write 'count'?", 'db.Post.aggregate({ cuont: true })'],
  ['page cursor', 'TS2322', "is not assignable to type 'string", 'db.Post.page({ after: 3 })'],
  ['id of another type', 'TS2345', "is not assignable to parameter of type 'string", 'db.Post.findById(3)'],
  ['model', 'TS2339', "'Pots' does not exist", 'db.Pots.find()'],
  [
    'role',
    'TS2820',
    'Did you mean \'"posse"\'?',
    "defineModel({ name: 'A', schema: { id: field.id() }, roles: { posse: { check: () => true } }, permissions: { read: ['pose'] } })",
  ],
  [
    'key of a role',
    'TS2322',
    'is not assignable to type \'"id"',
    "defineModel({ name: 'A', schema: { id: field.id() }, roles: { posse: { key: 'ownrId' } } })",
  ],
  [
    'session in a role',
    'TS2339',
    "'tgas' does not exist",
    "defineModel({ name: 'A', schema: { id: field.id() }, roles: { posse: { check: (user) => user.tgas.length > 0 } } })",
  ],
  [
    'where of a role',
    'TS2353',
    "'$contains' does not exist",
    "defineModel({ name: 'A', schema: { id: field.id(), n: field.integer() }, roles: { posse: { where: { n: { $contains: 'x' } } } } })",
  ],
  [
    'action',
    'TS2353',
    "'raed' does not exist",
    "defineModel({ name: 'A', schema: { id: field.id() }, permissions: { raed: ['guest'] } })",
  ],
  [
    'hook',
    'TS2561',
    "Did you mean to write 'beforeSave'?",
    "defineModel({ name: 'A', schema: { id: field.id() }, hooks: { beforSave() {} } })",
  ],
  [
    'this in a hook',
    'TS2339',
    "'naem' does not exist",
    "defineModel({ name: 'A', schema: { id: field.id() }, hooks: { beforeSave() { this.naem } } })",
  ],
  [
    'this in a method',
    'TS2339',
    "Property 'naem' does not exist",
    "defineModel({ name: 'A', schema: { id: field.id(), name: field.string() }, methods: { x() { return this.naem } } })",
  ],
  [
    'this in a static',
    'TS2353',
    "'naem' does not exist",
    "defineModel({ name: 'A', schema: { id: field.id(), name: field.string() }, statics: { x() { return this.find({ where: { naem: 1 } }) } } })",
  ],
  ['option of a field', 'TS2561', "Did you mean to write 'required'?", 'field.string({ requird: true })'],
  [
    'default of another type',
    'TS2322',
    "is not assignable to type 'Default",
    "field.integer({ default: 'x' })",
  ],
  [
    'default not among the values',
    'TS2322',
    "is not assignable to type 'Default",
    "field.enum(['a', 'b'], { default: 'c' })",
  ],
  ['option of another kind', 'TS2353', "'maxLength' does not exist", 'field.boolean({ maxLength: 3 })'],
  [
    'option of a model',
    'TS2561',
    "Did you mean to write 'methods'?",
    "defineModel({ name: 'A', schema: { id: field.id() }, methds: {} })",
  ],
  [
    'schema value',
    'TS2740',
    'is missing the following properties',
    "defineModel({ name: 'A', schema: { id: field.id(), name: String } })",
  ],
  [
    'key that is no field',
    'TS2322',
    'is not assignable to type \'"id"',
    "defineModel({ name: 'A', schema: { id: field.id() }, key: ['idd'] })",
  ],
  [
    'index on nothing',
    'TS2322',
    'is not assignable to type \'"id"',
    "defineModel({ name: 'A', schema: { id: field.id() }, indexes: [{ fields: ['naem'] }] })",
  ],
  [
    'reserved attribute',
    'TS2322',
    "'save' is a member of every record",
    "defineModel({ name: 'A', schema: { id: field.id(), save: field.string() } })",
  ],
  [
    'reserved method',
    'TS2322',
    "'then' is a member of every record",
    "defineModel({ name: 'A', schema: { id: field.id() }, methods: { then() {} } })",
  ],
  [
    'reserved static',
    'TS2322',
    "'find' is a member of every model",
    "defineModel({ name: 'A', schema: { id: field.id() }, statics: { find() {} } })",
  ],
  [
    'mixin option',
    'TS2561',
    "Did you mean to write 'methods'?",
    'defineMixin({ schema: { a: field.string() }, metods: {} })',
  ],
  [
    'relation to nothing',
    'TS2322',
    "user: there is no model 'Usr' in models",
    "connect({ models: { Bad: defineModel({ name: 'Bad', schema: { id: field.id(), user: ref('Usr') } }) }, store })",
  ],
  [
    'by that is no ref',
    'TS2322',
    'is not assignable to type \'"bads: model ',
    "connect({ models: { Bad: defineModel({ name: 'Bad', schema: { id: field.id(), bads: hasMany('Bad', { by: 'bad' }) } }) }, store })",
  ],
  [
    'key that is not the name',
    'TS2322',
    'is not assignable to type \'"the key must be the model',
    "connect({ models: { Usr: defineModel({ name: 'Bad', schema: { id: field.id() } }) }, store })",
  ],
  [
    'not included',
    'TS2551',
    "Did you mean 'authorId'?",
    '(await db.Post.find({ include: { comments: true } }))[0]!.author',
  ],
  [
    'not selected',
    'TS2339',
    "'views' does not exist",
    '(await db.Post.find({ select: { title: true } }))[0]!.views',
  ],
  [
    'null to one',
    'TS2531',
    "possibly 'null'",
    '(await db.Post.find({ include: { reviewer: true } }))[0]!.reviewer.name',
  ],
  [
    'methods of plain objects',
    'TS2339',
    "'save' does not exist",
    '(await db.Post.find({ plain: true }))[0]!.save()',
  ],
  [
    'assign another type',
    'TS2322',
    "is not assignable to type 'string",
    '(await db.Post.find())[0]!.title = 3',
  ],
  [
    'set another type',
    'TS2322',
    "is not assignable to type 'number |",
    "(await db.Post.find())[0]!.set({ views: 'x' })",
  ],
  [
    'isolation',
    'TS2322',
    'is not assignable to type \'"read committed" | "repeatable read" | "',
    "db.transaction(async () => 1, { isolation: 'chaos' })",
  ],
]

const imports = [
  "import { field, hasMany, ref, store } from '../harness.ts'",
  "import { db } from '../models/db.ts'",
  "import { connect, defineMixin, defineModel } from '../models/prometheus.ts'",
  'void [field, hasMany, ref, store, db, connect, defineMixin, defineModel]',
]

/** The errors of each mistake, by its position: its first line, and what is told below it. */
function errorsOf({ lines }: Compilation): string[][] {
  const errors: string[][] = mistakes.map(() => [])
  let last: string[] | undefined
  for (const line of lines) {
    const place = /misuse\.ts\((\d+),\d+\): error (.*)$/.exec(line)
    if (place !== null) {
      last = errors[Number(place[1]) - imports.length - 1]
      last?.push(place[2] ?? '')
    } else if (/^\s/.test(line) && last !== undefined) last.push(`${last.pop()} ${line.trim()}`)
  }
  return errors
}

const told = new Map<Compiler, Promise<Compilation>>()

function compileMistakes(compiler: Compiler): Promise<Compilation> {
  const known = told.get(compiler)
  if (known !== undefined) return known
  const source = [...imports, ...mistakes.map(([, , , code]) => `;${code}`)].join('\n')
  const made = compile(compiler, { sources: { 'misuse.ts': source } })
  told.set(compiler, made)
  return made
}

test.each(compilers)('%s refuses every mistake, each by its own error', async (compiler) => {
  const compilation = await compileMistakes(compiler)
  const errors = errorsOf(compilation)
  const wrong = mistakes.flatMap(([title, code, text], i) => {
    const fits = errors[i]?.some((error) => new RegExp(`^(${code}): `).test(error) && error.includes(text))
    return fits ? [] : [{ title, expected: `${code} ${text}`, got: errors[i] }]
  })
  expect(wrong).toEqual([])
  expect(errors.length).toBeGreaterThanOrEqual(60)
})

test.each(compilers)(
  '%s tells of nothing beside the mistakes, and of no depth or circle',
  async (compiler) => {
    const { lines } = await compileMistakes(compiler)
    const elsewhere = lines.filter((line) => line.includes('error TS') && !line.includes('misuse.ts('))
    expect(elsewhere).toEqual([])
    expect(lines.filter((line) => /error TS(2589|7022|7056)/.test(line))).toEqual([])
  },
)
