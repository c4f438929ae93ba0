import { expect, test } from 'vitest'
import { field, ref } from '../schema/factories.ts'
import { memory } from '../stores/memory/index.ts'
import { cast } from '../support/cast.ts'
import { createPrometheus } from './prometheus.ts'

const { defineModel, connect } = createPrometheus()

const schema = { id: field.id(), name: field.string(), until: field.datetime() }
const connecting = (written: unknown) => {
  const expires = cast<'1d'>(written, 'values of any kind are tried')
  return connect({ models: { Thing: defineModel({ name: 'Thing', schema, expires }) }, store: memory() })
}

test.each<[written: unknown, code: string, details?: object]>([
  ['30', 'INVALID_MODEL'],
  [30, 'INVALID_MODEL'],
  [null, 'INVALID_MODEL'],
  [{}, 'INVALID_MODEL'],
  [{ at: 'until', after: '1d' }, 'INVALID_MODEL'],
  [{ at: 'name' }, 'INVALID_MODEL'],
  [{ at: 'untl' }, 'UNKNOWN_NAME', { nearest: 'until' }],
  [{ at: 7 }, 'UNKNOWN_NAME', { name: '(number)' }],
])('%o says no time', async (written, code, details = {}) => {
  await expect(connecting(written)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/^Thing/),
    details,
  })
})

test.each(['1s', '52w', { at: 'until' }])('%o says one', async (written) => {
  await expect(connecting(written)).resolves.toBeDefined()
})

test('a ref to what has expired keeps nothing back, and leads to nothing', async () => {
  class Visit extends defineModel({ name: 'Visit', schema, expires: { at: 'until' } }) {}
  class Note extends defineModel({
    name: 'Note',
    schema: { id: field.id(), text: field.string(), visit: ref('Visit') },
  }) {}
  interface Models {
    Visit: typeof Visit
    Note: typeof Note
  }
  const db = await connect<Models>({ models: { Visit, Note }, store: memory() })
  const visit = await db.Visit.create({ name: 'a' })
  const note = await db.Note.create({ visitId: visit.id })
  await expect(visit.destroy()).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' })
  await db.Visit.updateWhere({ name: 'a' }, { until: new Date(0) })
  await note.set({ text: 'still written' }).save()
  const [found] = await db.Note.find({ include: { visit: true } })
  expect([found?.text, found?.visit]).toEqual(['still written', null])
})
