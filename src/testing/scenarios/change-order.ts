import assert from 'node:assert/strict'
import type { ErrorCode } from '../../errors/codes.ts'
import { field } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { deferred, settle } from '../timing.ts'
import { allChanges, changesOf, noteModel } from './change-models.ts'

const needs = ['changes'] as const
const alone = true

const texts = (changes: readonly { readonly after: object | null }[]) =>
  changes.map(({ after }) => after && Reflect.get(after, 'text'))

/** In which order changes are read, and from where on. */
export const changeOrderScenarios = group('changes', [
  {
    id: 'changes-late-commit',
    title: 'a transaction that writes first and commits last is behind what was read before its commit',
    needs: ['changes', 'transactions'],
    alone,
    async run({ connectTo, capabilities }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      await Note.create({ text: 'first' })
      const [written, release] = [deferred(), deferred()]
      const late = db.transaction(async (tx: object) => {
        await modelOf(tx, 'Note').create({ text: 'late 1' })
        written.resolve()
        await release.promise
        await modelOf(tx, 'Note').create({ text: 'late 2' })
      })
      await written.promise
      const early = Note.create({ text: 'early' })
      if (capabilities.parallelTransactions) await early
      await settle()
      // Where transactions take turns, the reader of a database in memory may have to wait for its own.
      const reading = changesOf(db).read()
      const before = await Promise.race([reading, settle().then(() => undefined)])
      release.resolve()
      await Promise.all([late, early, reading])
      const seen = before ?? (await reading)
      assert.ok(!texts(seen.changes).includes('late 1') || before === undefined)
      const rest = await allChanges(db, { after: seen.position })
      const all = texts([...seen.changes, ...rest])
      assert.deepEqual(all.toSorted(), ['early', 'first', 'late 1', 'late 2'])
      assert.deepEqual(texts(await allChanges(db)), all)
      assert.equal(all.indexOf('late 2'), all.indexOf('late 1') + 1)
      if (capabilities.parallelTransactions) assert.deepEqual(all, ['first', 'early', 'late 1', 'late 2'])
    },
  },
  {
    id: 'changes-of-one-record',
    title:
      'changes of one record are told as they were made, also by a transaction that began before the others',
    needs: ['changes', 'transactions', 'parallelTransactions'],
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const { id } = await Note.create({ text: '1' })
      const [begun, release] = [deferred(), deferred()]
      const write = async (tx: object) => {
        await modelOf(tx, 'Note').create({ text: 'begun' })
        begun.resolve()
        await release.promise
        await modelOf(tx, 'Note').updateWhere({ id }, { text: '3' })
      }
      // Where a transaction sees one state of all, it begins anew after what was written meanwhile.
      const early = db.transaction(write, { retries: 5 })
      await begun.promise
      await Note.updateWhere({ id }, { text: '2' })
      const seen = await changesOf(db).read()
      release.resolve()
      await early
      const rest = await changesOf(db).read({ after: seen.position })
      const own = [...seen.changes, ...rest.changes].filter(({ key }) => key === id)
      assert.deepEqual(texts(own), ['1', '2', '3'])
      assert.deepEqual(texts((await allChanges(db)).filter(({ key }) => key === id)), ['1', '2', '3'])
    },
  },
  {
    id: 'changes-many-writers',
    title: 'a reader beside many writers reads every change once, those of a transaction together',
    needs: ['changes', 'transactions'],
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      let writing = true
      const write = (text: string) =>
        db.transaction(async (tx: object) => {
          await modelOf(tx, 'Note').create({ text })
          if (text.endsWith('3')) await settle()
          await modelOf(tx, 'Note').create({ text })
        })
      const writers = Promise.all(Array.from({ length: 40 }, (_, i) => write(`${i}`))).finally(() => {
        writing = false
      })
      const seen: string[] = []
      let after: string | null = null
      for (let last = false; ; ) {
        const page: Awaited<ReturnType<ReturnType<typeof changesOf>['read']>> = await changesOf(db).read({
          after,
          limit: 7,
        })
        seen.push(...texts(page.changes))
        const end = page.position === after
        after = page.position
        if (end && last) break
        last = !writing
        await settle()
      }
      await writers
      assert.deepEqual(
        seen.filter((_, i) => i % 2 === 0),
        seen.filter((_, i) => i % 2 === 1),
      )
      assert.deepEqual(seen.toSorted(), Array.from({ length: 80 }, (_, i) => `${i >> 1}`).toSorted())
    },
  },
  {
    id: 'changes-writers-of-one',
    title: 'writers of one record at once are told one after the other, as they found it and left it',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const { id } = await Note.create({ text: 'one' })
      const add = () => Note.updateWhere({ id }, { count: { $inc: 1 } })
      await Promise.all(Array.from({ length: 6 }, add))
      const all = await allChanges(db)
      const counts = all.map(({ before, after }) => `${before?.count} → ${after?.count}`)
      const expected = Array.from({ length: 6 }, (_, i) => `${i} → ${i + 1}`)
      assert.deepEqual(counts, ['undefined → 0', ...expected])
    },
  },
  {
    id: 'changes-resume',
    title: 'reading goes on behind any position, by pages of any size, and behind the head there is nothing',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const Note = modelOf(db, 'Note')
      const empty = await changesOf(db).head()
      assert.deepEqual((await changesOf(db).read({ after: empty })).changes, [])
      await Note.insertMany(Array.from({ length: 9 }, (_, i) => ({ text: `${i}` })))
      const { changes, position } = await changesOf(db).read()
      assert.equal(position, await changesOf(db).head())
      assert.deepEqual(texts(await allChanges(db, { after: empty })), texts(changes))
      await each(changes.entries(), async ([i, change]) => {
        const rest = await allChanges(db, { after: change.position })
        assert.deepEqual(texts(rest), texts(changes.slice(i + 1)))
      })
      assert.deepEqual(
        changes.map((change) => change.position).toSorted(),
        changes.map((change) => change.position),
      )
      assert.equal(new Set(changes.map((change) => change.position)).size, 9)
      const nothing = await changesOf(db).read({ after: position })
      assert.deepEqual(nothing, { changes: [], position })
    },
  },
  {
    id: 'changes-of-models',
    title: 'changes of some models are read alone, in the one order of all',
    needs,
    alone,
    async run({ connectTo }) {
      const other = (name: string) =>
        defineModel({ name, schema: { id: field.id(), text: field.string() }, changes: true })
      const db = await connectTo({ Note: noteModel(), Left: other('Left'), Right: other('Right') })
      for (const text of ['1', '2', '3', '4']) {
        for (const name of ['Note', 'Left', 'Right'])
          await modelOf(db, name).create({ text: `${name} ${text}` })
      }
      const some = await allChanges(db, { models: ['Left', 'Right'] })
      assert.deepEqual(
        texts(some),
        ['1', '2', '3', '4'].flatMap((text) => [`Left ${text}`, `Right ${text}`]),
      )
      const end = await changesOf(db).head()
      assert.equal((await changesOf(db).read({ models: ['Note'], limit: 50 })).position, end)
    },
  },
  {
    id: 'changes-epoch',
    title: 'positions of another history are refused: of another database, from ahead, or after a new epoch',
    needs,
    alone,
    async run({ connectTo }) {
      const db = await connectTo({ Note: noteModel() })
      const other = await connectTo({ Note: noteModel() })
      await modelOf(db, 'Note').create({ text: 'a' })
      const position = await changesOf(db).head()
      await refuses(() => changesOf(other).read({ after: position }), 'CHANGES_EPOCH')
      const ahead = position.replace(/[0-9a-z]{4}$/, '9999')
      await refuses(() => changesOf(db).read({ after: ahead }), 'CHANGES_EPOCH')
      await changesOf(db).renewEpoch()
      await refuses(() => changesOf(db).read({ after: position }), 'CHANGES_EPOCH')
      assert.notEqual(await changesOf(db).head(), position)
      assert.deepEqual(texts(await allChanges(db)), ['a'])
    },
  },
  {
    id: 'changes-reopened',
    title: 'changes and positions outlive the process',
    needs: ['changes', 'persistent'],
    alone,
    async run({ connectTo, close }) {
      await close()
      const first = await connectTo({ Note: noteModel() }, { again: true })
      await modelOf(first, 'Note').create({ text: 'a' })
      const position = await changesOf(first).head()
      await modelOf(first, 'Note').create({ text: 'b' })
      await first.close()
      const second = await connectTo({ Note: noteModel() }, { again: true })
      await modelOf(second, 'Note').create({ text: 'c' })
      assert.deepEqual(texts(await allChanges(second, { after: position })), ['b', 'c'])
    },
  },
  {
    id: 'changes-refusals',
    title: 'what no position, model or option is, is refused, and so are sessions and transactions',
    needs: ['changes', 'transactions'],
    alone,
    async run({ connectTo }) {
      const Guarded = defineModel({
        name: 'Guarded',
        schema: { id: field.id() },
        permissions: { read: ['anyone'] },
        changes: true,
      })
      const Quiet = defineModel({ name: 'Quiet', schema: { id: field.id() } })
      const db = await connectTo({ Note: noteModel(), Quiet, Guarded })
      const changes = changesOf(db)
      const wrong: readonly (readonly [object, ErrorCode])[] = [
        [{ models: ['Note'], after: 'x' }, 'INVALID_QUERY'],
        [{ models: ['Note'], after: 5 }, 'MISUSE'],
        [{ models: ['Note'], limit: 0 }, 'MISUSE'],
        [{ models: ['Note'], limit: 1_001 }, 'MISUSE'],
        [{ models: [] }, 'MISUSE'],
        [{ models: ['Note'], since: 1 }, 'UNKNOWN_NAME'],
        [{ models: ['Quiet'] }, 'UNKNOWN_NAME'],
        [{ models: ['Nothing'] }, 'UNKNOWN_NAME'],
        [{}, 'SESSION_REQUIRED'],
        [{ models: ['Guarded'] }, 'SESSION_REQUIRED'],
      ]
      await each(wrong, ([request, code]) => refuses(() => changes.read(request), code))
      const calls: readonly ((of: ReturnType<typeof changesOf>) => Promise<unknown>)[] = [
        (of) => of.read({ models: ['Note'] }),
        (of) => of.head({ models: ['Note'] }),
        (of) => of.consume('x', { models: ['Note'] }, () => undefined),
        (of) => of.consumers(),
        (of) => of.forget('x'),
        (of) => of.trim(),
        (of) => of.renewEpoch(),
      ]
      const session = { user: { id: '1', roles: ['administrator'] } }
      for (const who of [session, null])
        await each(calls, (call) => refuses(() => call(changesOf(db.as(who))), 'FORBIDDEN'))
      await db.transaction(async (tx: object) => {
        await each(calls, (call) => refuses(() => call(changesOf(tx)), 'MISUSE'))
        await each(calls, (call) => refuses(() => call(changes), 'TX_OUTSIDE'))
      })
      await changesOf(db.system('a test')).read({})
      const options: readonly unknown[] = [
        undefined,
        { from: 'end' },
        { attempts: 0 },
        { keep: '5' },
        { lease: 30 },
        { onError: 'x' },
        { models: 'Note' },
      ]
      await each(options, (one) => refuses(() => changes.consume('x', one, () => undefined), 'MISUSE'))
      await refuses(() => changes.consume('x', { modles: ['Note'] }, () => undefined), 'UNKNOWN_NAME')
      await refuses(() => changes.consume('', { models: ['Note'] }, () => undefined), 'MISUSE')
      await refuses(
        () =>
          changes.consume(
            'x',
            { models: ['Note'] },
            cast<() => void>('x', 'callers without types pass anything'),
          ),
        'MISUSE',
      )
      assert.deepEqual(await changes.consumers(), [])
      const none = await connectTo({ Quiet })
      await refuses(() => changesOf(none).read(), 'MISUSE')
    },
  },
])
