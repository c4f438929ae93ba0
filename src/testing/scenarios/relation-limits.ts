import assert from 'node:assert/strict'
import { field, hasMany, manyToMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseModel, LooseRecord } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each } from '../refusals.ts'
import { group } from '../scenario.ts'
import type { ConnectTo } from './relation-models.ts'
import { eventsOf, statementsOf, uid } from './relation-models.ts'

/** Boards with notes, of which some have replies and labels. */
function boardModels() {
  class Board extends defineModel({
    name: 'Board',
    schema: { id: field.id(), name: field.string(), notes: hasMany('Note', { by: 'board' }) },
  }) {}
  class Note extends defineModel({
    name: 'Note',
    schema: {
      id: field.id(),
      text: field.string(),
      rank: field.integer(),
      board: ref('Board'),
      replies: hasMany('Reply', { by: 'note' }),
      labels: manyToMany('Label', { through: 'NoteLabel' }),
    },
  }) {}
  class Reply extends defineModel({
    name: 'Reply',
    schema: { id: field.id(), text: field.string(), note: ref('Note') },
  }) {}
  class Label extends defineModel({
    name: 'Label',
    schema: { id: field.id(), text: field.string(), rank: field.integer(), board: ref('Board') },
  }) {}
  class NoteLabel extends defineModel({
    name: 'NoteLabel',
    schema: { id: field.id(), note: ref('Note'), label: ref('Label') },
  }) {}
  return { Board, Note, Reply, Label, NoteLabel }
}

/** The ranks of the notes of each board, in the order of their keys; null comes twice and so does 2. */
const ranks: Readonly<Record<string, readonly (number | null)[]>> = {
  a: [3, 2, null, 1, 2, null, 4],
  b: [9, 8],
  c: [],
}

async function boards(connectTo: ConnectTo): Promise<LooseDatabase> {
  const db = await connectTo(boardModels())
  const names = Object.keys(ranks)
  await db.model('Board').insertMany(names.map((name, at) => ({ id: uid(at), name })))
  const notes = names.flatMap((name, at) =>
    (ranks[name] ?? []).map((rank, n) => ({
      id: uid(100 + 10 * at + n),
      text: `${name}${n}`,
      rank,
      boardId: uid(at),
    })),
  )
  await db.model('Note').insertMany(notes)
  const replies = notes.flatMap(({ id, text }) =>
    ['x', 'y', 'z'].map((end) => ({ text: text + end, noteId: id })),
  )
  await db.model('Reply').insertMany(replies)
  const labels = [5, 6, 6, 7].map((rank, n) => ({
    id: uid(500 + n),
    text: `l${n}`,
    rank,
    boardId: uid(2 - (n % 3)),
  }))
  await db.model('Label').insertMany(labels)
  const links = labels.flatMap((label, n) =>
    notes.filter((_, at) => at % 4 <= n).map((note) => ({ noteId: note.id, labelId: label.id })),
  )
  await db.model('NoteLabel').insertMany(links)
  return db
}

const many = (value: unknown): LooseRecord[] => cast<LooseRecord[]>(value, 'a relation to many')
const textsOf = (value: unknown): string =>
  many(value)
    .map((one) => one.text)
    .join(' ')

/** What each parent, in order, gets of a relation. */
async function included(model: LooseModel, relation: string, args: object): Promise<string[]> {
  const query = { sort: { id: 'asc' }, include: { [relation]: { select: { text: true }, ...args } } }
  return (await model.find(query)).map((parent) => textsOf(parent[relation]))
}

type Limited = readonly [args: object, texts: readonly string[]]

const noteLimits: readonly Limited[] = [
  [{ limit: 2 }, ['a0 a1', 'b0 b1', '']],
  [{ sort: { rank: 'asc' }, limit: 3 }, ['a2 a5 a3', 'b1 b0', '']],
  [{ sort: { rank: 'asc' }, limit: 1, offset: 3 }, ['a1', '', '']],
  [{ sort: { rank: 'asc' }, limit: 1, offset: 4 }, ['a4', '', '']],
  [{ sort: { rank: 'desc' }, limit: 4 }, ['a6 a0 a4 a1', 'b0 b1', '']],
  [{ sort: { rank: 'desc' }, offset: 5 }, ['a5 a2', '', '']],
  [{ sort: { rank: { direction: 'desc', nulls: 'first' } }, limit: 3 }, ['a5 a2 a6', 'b0 b1', '']],
  [{ sort: { rank: 'asc' }, where: { rank: { $gt: 1 } }, limit: 2, offset: 1 }, ['a4 a0', 'b0', '']],
  [{ sort: { board: { name: 'asc' }, text: 'desc' }, limit: 2 }, ['a6 a5', 'b1 b0', '']],
  [{ where: { replies: { $some: { text: 'a3x' } } }, limit: 2 }, ['a3', '', '']],
  [{ limit: 0 }, ['', '', '']],
  [{ limit: 0, offset: 1, sort: { rank: 'asc' } }, ['', '', '']],
  [{ limit: 1000 }, ['a0 a1 a2 a3 a4 a5 a6', 'b0 b1', '']],
  [{ offset: 1000 }, ['', '', '']],
]

/** The labels of a0 to a3: of a0 all, and of each after it one less; the others repeat these. */
const labelLimits: readonly Limited[] = [
  [{ limit: 2 }, ['l0 l1', 'l1 l2', 'l2 l3', 'l3']],
  [{ sort: { rank: 'desc' }, limit: 2 }, ['l3 l2', 'l3 l2', 'l3 l2', 'l3']],
  [{ sort: { rank: 'asc' }, offset: 1, limit: 1 }, ['l1', 'l2', 'l3', '']],
  [{ sort: { rank: 'desc', text: 'asc' }, offset: 1 }, ['l1 l2 l0', 'l1 l2', 'l2', '']],
  [{ sort: [{ board: { name: 'asc' } }, { text: 'desc' }], limit: 2 }, ['l2 l1', 'l2 l1', 'l2 l3', 'l3']],
  [{ where: { rank: 6 }, sort: { text: 'desc' }, limit: 1 }, ['l2', 'l2', 'l2', '']],
  [{ where: { board: { name: 'c' } }, limit: 1 }, ['l0', 'l3', 'l3', 'l3']],
  [{ limit: 0 }, ['', '', '', '']],
]

/** How many rows of a model the statements of a call read. */
const rowsRead = async (db: LooseDatabase, model: string, run: () => Promise<unknown>): Promise<number> =>
  (await eventsOf(db, run)).reduce((sum, event) => sum + (event.model === model ? event.rows : 0), 0)

/** Limits and offsets of what is read along. */
export const relationLimitScenarios = group('relations', [
  {
    id: 'include-limit',
    title:
      'limit and offset of an include count for each parent in the order of its sort, over ties and nulls',
    alone: true,
    async run({ connectTo }) {
      const db = await boards(connectTo)
      await each(noteLimits, async ([args, texts]) => {
        assert.deepEqual(await included(db.model('Board'), 'notes', args), texts)
      })
    },
  },
  {
    id: 'include-limit-between',
    title: 'limit and offset of an include count for each parent over a model between too',
    alone: true,
    async run({ connectTo }) {
      const db = await boards(connectTo)
      await each(labelLimits, async ([args, texts]) => {
        assert.deepEqual((await included(db.model('Note'), 'labels', args)).slice(0, 4), texts)
      })
      const [first] = await db
        .model('NoteLabel')
        .find({ where: { note: { text: 'a0' }, label: { text: 'l1' } } })
      await db.model('NoteLabel').create({ noteId: first?.noteId, labelId: first?.labelId })
      await db.model('NoteLabel').insertMany([{ noteId: first?.noteId }, { labelId: first?.labelId }])
      const twice = await included(db.model('Note'), 'labels', { sort: { text: 'asc' }, limit: 3, offset: 1 })
      assert.equal(twice[0], 'l1 l1 l2')
    },
  },
  {
    id: 'include-limit-nested',
    title:
      'what a limited include includes is limited for each of its records, in as many statements as ever',
    alone: true,
    async run({ connectTo, capabilities }) {
      const db = await boards(connectTo)
      const text = { select: { text: true } }
      const replies = { ...text, sort: { text: 'desc' }, limit: 1 }
      const notes = {
        ...text,
        sort: { rank: 'desc' },
        limit: 2,
        include: { replies, labels: { ...text, limit: 1 } },
      }
      const read = (limit: number) =>
        db.model('Board').find({ sort: { id: 'asc' }, limit, include: { notes } })
      const [a, b, c] = (await read(3)).map((board) => JSON.parse(JSON.stringify(board.notes)))
      assert.deepEqual(a, [
        { text: 'a6', replies: [{ text: 'a6z' }], labels: [{ text: 'l2' }] },
        { text: 'a0', replies: [{ text: 'a0z' }], labels: [{ text: 'l0' }] },
      ])
      assert.deepEqual(
        b.map((note: LooseRecord) => textsOf(note.replies)),
        ['b0z', 'b1z'],
      )
      assert.deepEqual(c, [])
      const statements = capabilities.includes ? 4 : 5
      assert.equal(await statementsOf(db, () => read(1)), statements)
      assert.equal(await statementsOf(db, () => read(3)), statements)
    },
  },
  {
    id: 'include-limit-records',
    title: 'a limited include gives records that can be saved, plain ones, and what a transaction wrote',
    alone: true,
    async run({ connectTo }) {
      const db = await boards(connectTo)
      const latest = { sort: { rank: 'desc' }, limit: 1 }
      const board = await db.model('Board').findById(uid(0), { include: { notes: latest } })
      const [note] = many(board?.notes)
      await note?.set({ rank: 0 }).save()
      const query = { where: { name: 'a' }, include: { notes: { ...latest, plain: true } } }
      const [now] = many((await db.model('Board').findOne(query))?.notes)
      assert.deepEqual(now, { id: uid(100), text: 'a0', rank: 3, boardId: uid(0) })
    },
  },
  {
    id: 'include-limit-rows',
    title: 'of a limited include only that many records a parent are read',
    needs: ['limitEach'],
    alone: true,
    async run({ connectTo }) {
      const db = await boards(connectTo)
      const read = (model: string, include: object) => () => db.model(model).find({ include })
      const notes = { sort: { rank: 'desc' }, limit: 3 }
      assert.equal(await rowsRead(db, 'Note', read('Board', { notes })), 5)
      assert.equal(await rowsRead(db, 'Note', read('Board', { notes: { ...notes, limit: 0 } })), 0)
      assert.equal(await rowsRead(db, 'NoteLabel', read('Note', { labels: { limit: 1 } })), 9)
      assert.equal(
        await rowsRead(db, 'Label', read('Note', { labels: { limit: 1, sort: { text: 'desc' } } })),
        1,
      )
    },
  },
])
