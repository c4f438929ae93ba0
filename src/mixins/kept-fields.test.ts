import { expect, test } from 'vitest'
import { createPrometheus } from '../model/prometheus.ts'
import { field } from '../schema/factories.ts'
import { memory } from '../stores/memory/index.ts'
import { softDelete, timestamps, versioned } from './index.ts'

const { defineModel, connect } = createPrometheus<{ user: { id: string } | null }>()

class Note extends defineModel({
  name: 'Note',
  schema: { id: field.id(), text: field.string() },
  mixins: [timestamps(), versioned(), softDelete()],
  permissions: { create: ['user'], read: ['user'], update: ['user'], destroy: ['user'] },
}) {}
class Plain extends defineModel({
  name: 'Plain',
  schema: { id: field.id(), text: field.string() },
  mixins: [timestamps(), versioned(), softDelete()],
}) {}

const open = () =>
  connect<{ Note: typeof Note; Plain: typeof Plain }>({ models: { Note, Plain }, store: memory() })
const old = new Date('2001-01-01T00:00:00Z')

test('what mixins keep, no session gives as it creates a record', async () => {
  const db = await open()
  const mine = db.as({ user: { id: 'ann' } })
  for (const [name, value] of Object.entries({
    version: 7,
    createdAt: old,
    updatedAt: old,
    deletedAt: old,
  })) {
    const refusal = { code: 'FORBIDDEN', details: { model: 'Note', field: name } }
    await expect(mine.Note.create({ text: 'a', [name]: value })).rejects.toMatchObject(refusal)
    await expect(mine.Note.insertMany([{ text: 'a', [name]: value }])).rejects.toMatchObject(refusal)
  }
  const note = await mine.Note.create({ text: 'a' })
  await note.set({ text: 'b' }).save()
  expect(note.version).toBe(2)
  await note.destroy()
  await db.close()
})

test('trusted code gives it, as an import does, and a model without permissions stays one of code only', async () => {
  const db = await open()
  const given = { text: 'a', version: 7, createdAt: old, updatedAt: old }
  expect(await db.system('import').Note.create(given)).toMatchObject(given)
  expect(await db.Plain.create(given)).toMatchObject(given)
  await expect(db.as({ user: { id: 'ann' } }).Plain.find()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await db.close()
})
