import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LooseDatabase } from '../../../src/testing/loose.ts'
import type { Secured } from './secured.ts'
import { createRoles, dropRoles, securedSchema } from './secured.ts'

const { defineModel } = createPrometheus<{ user: { id: string } | null }>()

class Book extends defineModel({
  name: 'Book',
  schema: { id: field.id(), title: field.string(), chapters: hasMany('Chapter', { by: 'book' }) },
  permissions: { read: ['anyone'] },
}) {}

/** Read by rules that lead to records which nobody may read, among others. */
class Chapter extends defineModel({
  name: 'Chapter',
  schema: {
    id: field.id(),
    name: field.string(),
    book: ref('Book', { required: true }),
    vault: ref('Vault', { required: true }),
    notes: hasMany('Note', { by: 'chapter' }),
    // The names of triggers are made of these, and differ at their ends only.
    authorId: field.string({ column: `${'by_'.repeat(20)}1` }),
    editorId: field.string({ column: `${'by_'.repeat(20)}2` }),
  },
  roles: {
    keeper: { through: 'vault', by: 'keeperId' },
    author: { key: 'authorId' },
    editor: { key: 'editorId' },
  },
  permissions: { read: ['keeper', 'author', 'editor'] },
}) {}

class Note extends defineModel({
  name: 'Note',
  schema: { id: field.id(), text: field.string(), chapter: ref('Chapter', { required: true }) },
  roles: { keeper: { through: 'chapter.vault', by: 'keeperId' } },
  permissions: { read: ['keeper'] },
}) {}

/** Its name leaves no room for what is added to those of views. */
class Vault extends defineModel({
  name: 'Vault',
  table: `vault_${'x'.repeat(57)}`,
  schema: { id: field.id(), keeperId: field.string() },
  permissions: { read: ['administrator'] },
}) {}

const models = { Book, Chapter, Note, Vault }

let secured: Secured
let db: LooseDatabase & { close(): Promise<void> }

beforeAll(async () => {
  await createRoles()
  secured = await securedSchema(models)
  await secured.secure(models)
  db = await secured.connect(models, secured.store())
})

afterAll(async () => {
  await db.close()
  await secured.drop()
  await dropRoles()
})

test('includes read what rules let that lead to records which the session may not read', async () => {
  const trusted = db.system('setting up')
  const book = await trusted.model('Book').create({ title: 'One' })
  const [mine, theirs] = [
    await trusted.model('Vault').create({ keeperId: 'ann' }),
    await trusted.model('Vault').create({ keeperId: 'bob' }),
  ]
  for (const [name, vault] of [
    ['a', mine],
    ['b', theirs],
  ] as const) {
    const chapter = await trusted.model('Chapter').create({ name, bookId: book.id, vaultId: vault.id })
    await trusted.model('Note').create({ text: `on ${name}`, chapterId: chapter.id })
  }
  const [read] = await db
    .as({ user: { id: 'ann' } })
    .model('Book')
    .find({ limit: 1, include: { chapters: { include: { notes: true } } } })
  expect(JSON.parse(JSON.stringify(read))).toMatchObject({
    chapters: [{ name: 'a', notes: [{ text: 'on a' }] }],
  })
})
