import { expect, test } from 'vitest'
import { field, hasMany, manyToMany, ref } from '../../schema/factories.ts'
import type { Store } from '../../store/contract.ts'
import { memory } from '../../stores/memory/index.ts'
import { createPrometheus } from '../prometheus.ts'

const { defineModel, connect } = createPrometheus()

class Author extends defineModel({
  name: 'Author',
  schema: { id: field.id(), name: field.string(), books: hasMany('Book', { by: 'author' }) },
}) {}
class Book extends defineModel({
  name: 'Book',
  schema: {
    id: field.id(),
    title: field.string(),
    author: ref('Author'),
    topics: manyToMany('Topic', { through: 'BookTopic' }),
  },
}) {}
class Topic extends defineModel({ name: 'Topic', schema: { id: field.id(), label: field.string() } }) {}
class BookTopic extends defineModel({
  name: 'BookTopic',
  schema: { id: field.id(), book: ref('Book'), topic: ref('Topic') },
}) {}
interface Models {
  Author: typeof Author
  Book: typeof Book
  Topic: typeof Topic
  BookTopic: typeof BookTopic
}
const models = { Author, Book, Topic, BookTopic }

/** A store that can do less. */
function lacking(capability: 'transactions' | 'foreignKeys'): Store {
  const store = memory()
  const capabilities = { ...store.capabilities, [capability]: false }
  return {
    name: 'lacking',
    capabilities,
    open: (shapes) => store.open(shapes),
    sync: () => store.sync(),
    prepare: (plan) => store.prepare(plan),
    begin: (options) => store.begin(options),
    close: () => store.close(),
  }
}

test('a relation into another store is refused before anything is stored', async () => {
  const db = await connect<Models>({ models, store: memory(), stores: { Topic: memory() }, sync: true })
  const write = db.Author.create({
    name: 'Ann',
    books: { create: { title: 'One', topics: { create: { label: 'x' } } } },
  })
  await expect(write).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/^Book\.topics is in another store/),
    details: { model: 'Book', field: 'topics' },
  })
  const book = await db.Book.create({ title: 'Two', author: { create: { name: 'Bob' } } })
  await expect(book.set({ topics: { connect: 'any' } }).save()).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(book.validate()).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  expect([await db.Author.count(), await db.Book.count(), await db.Topic.count()]).toEqual([1, 1, 0])
  await db.close()
})

test('a store without transactions refuses related records, and writes the others', async () => {
  const db = await connect<Models>({ models, store: lacking('transactions'), sync: true })
  const books = { create: { title: 'One' } }
  await expect(db.Author.create({ name: 'Ann', books })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/^Author: lacking has no transactions/),
    details: { model: 'Author', capability: 'transactions' },
  })
  const ann = await db.Author.create({ name: 'Ann' })
  await expect(ann.set({ books }).save()).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  expect(ann.changedRelations).toEqual(['books'])
  expect([await db.Author.count(), await db.Book.count()]).toEqual([1, 0])
  await db.close()
})

test('a store without foreign keys refuses a connect of what is not there all the same', async () => {
  const db = await connect<Models>({ models, store: lacking('foreignKeys'), sync: true })
  const nobody = '00000000-0000-4000-8000-000000000000'
  const problem = (path: string) => ({
    code: 'VALIDATION_FAILED',
    problems: [{ field: path, code: 'missing' }],
  })
  await expect(db.Book.create({ author: { connect: nobody } })).rejects.toMatchObject(problem('author'))
  await expect(db.Author.create({ books: { connect: [nobody] } })).rejects.toMatchObject(
    problem('books.connect[0]'),
  )
  await expect(db.Book.create({ topics: { set: [nobody] } })).rejects.toMatchObject(problem('topics.set[0]'))
  expect([await db.Author.count(), await db.Book.count(), await db.BookTopic.count()]).toEqual([0, 0, 0])
  await db.close()
})
