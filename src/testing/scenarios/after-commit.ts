import assert from 'node:assert/strict'
import { PrometheusError } from '../../errors/error.ts'
import { field, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineMixin, defineModel } from '../models.ts'
import { refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { settle, Undo } from '../timing.ts'

interface Later extends LooseDatabase {
  afterCommit(run: () => unknown): void
  on(event: 'error', listener: (error: unknown) => void): () => void
}

const later = (db: LooseDatabase): Later => cast<Later>(db, 'every database has these')

function itemModel(run: (event: string, name: unknown) => void) {
  const telling = defineMixin({
    schema: { name: field.string({ unique: true }) },
    hooks: {
      afterSave() {
        run('afterSave', this.name)
      },
      afterCommit({ action }) {
        run(`committed ${action}`, this.name)
      },
    },
  })
  return defineModel({ name: 'Item', schema: { id: field.id() }, mixins: [telling] })
}

/** What runs when all is stored for good. */
export const afterCommitScenarios = group('after commit', [
  {
    id: 'after-commit',
    title: 'what reaches outside runs on commit, in order, and never where it is undone',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run({ connectTo }) {
      const ran: string[] = []
      const db = later(await connectTo({ Item: itemModel(() => undefined) }))
      await db.transaction(async (tx: Later) => {
        tx.afterCommit(() => ran.push('first'))
        await tx.transaction(async (inner: Later) => inner.afterCommit(() => ran.push('inner')))
        const undone = tx.transaction(async (inner: Later) => {
          inner.afterCommit(() => ran.push('undone'))
          throw new Undo('undo')
        })
        await assert.rejects(undone, Undo)
        tx.afterCommit(async () => {
          await settle()
          ran.push('last')
        })
        assert.deepEqual(ran, [])
      })
      assert.deepEqual(ran, ['first', 'inner', 'last'])
      const undone = db.transaction(async (tx: Later) => {
        tx.afterCommit(() => ran.push('never'))
        throw new Undo('undo')
      })
      await assert.rejects(undone, Undo)
      db.afterCommit(() => ran.push('outside'))
      await settle()
      assert.deepEqual(ran, ['first', 'inner', 'last', 'outside'])
    },
  },
  {
    id: 'after-commit-hook',
    title: 'the hook afterCommit runs after the outermost commit, and not for a write that is undone',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const ran: string[] = []
      const db = await connectTo({ Item: itemModel((event, name) => ran.push(`${event} ${name}`)) })
      const item = await modelOf(db, 'Item').create({ name: 'a' })
      assert.deepEqual(ran.splice(0), ['afterSave a', 'committed create a'])
      await assert.rejects(modelOf(db, 'Item').create({ name: 'a' }))
      assert.deepEqual(ran.splice(0), [])
      await db.transaction(async (tx: LooseDatabase) => {
        const inside = (await modelOf(tx, 'Item').findById(item.id)) ?? assert.fail()
        await inside.set({ name: 'b' }).save()
        assert.deepEqual(ran.splice(0), ['afterSave b'])
        await inside.destroy()
      })
      assert.deepEqual(ran, ['committed update b', 'committed destroy b'])
    },
  },
  {
    id: 'after-commit-fails',
    title: 'what fails after the commit is reported, and neither undoes nor hides what is stored',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = later(
        await connectTo({
          Item: itemModel((event) => {
            if (event.startsWith('committed')) throw new Undo('mail')
          }),
        }),
      )
      const errors: unknown[] = []
      const stop = db.on('error', (error) => errors.push(error))
      await modelOf(db, 'Item').create({ name: 'a' })
      stop()
      assert.equal(errors.length, 1)
      assert.ok(errors[0] instanceof Undo)
      assert.equal(await modelOf(db, 'Item').count(), 1)
    },
  },
  {
    id: 'after-commit-retried',
    title: 'of a transaction that is run again, the work of the run that is kept is done, once',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const ran: number[] = []
      let tries = 0
      const db = later(await connectTo({ Item: itemModel(() => undefined) }))
      const run = async (tx: Later) => {
        const attempt = ++tries
        tx.afterCommit(() => ran.push(attempt))
        await modelOf(tx, 'Item').create({ name: 'a' })
        if (attempt < 3)
          throw new PrometheusError('SERIALIZATION_FAILURE', 'The transaction met another one.')
      }
      await db.transaction(run, { retries: 5 })
      assert.deepEqual([tries, ran, await modelOf(db, 'Item').count()], [3, [3], 1])
    },
  },
  {
    id: 'after-commit-uses',
    title: 'work after a commit sees what is stored, and may write and open transactions itself',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = later(await connectTo({ Item: itemModel(() => undefined) }))
      const Item = modelOf(db, 'Item')
      const seen: unknown[] = []
      await db.transaction(async (tx: Later) => {
        await modelOf(tx, 'Item').create({ name: 'a' })
        tx.afterCommit(async () => {
          seen.push(await Item.count())
          await db.transaction(async (next: Later) => {
            await modelOf(next, 'Item').create({ name: 'b' })
            next.afterCommit(() => seen.push('next'))
          })
        })
      })
      assert.deepEqual([seen, await Item.count()], [[1, 'next'], 2])
    },
  },
  {
    id: 'after-commit-misuse',
    title: 'work is left where its transaction is, and not in one that has ended or around it',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run({ connectTo }) {
      const db = later(await connectTo({ Item: itemModel(() => undefined) }))
      const never = () => assert.fail('it was refused')
      await refuses(() => db.afterCommit(cast<() => unknown>('mail', 'callers without types')), 'MISUSE')
      await refuses(() => db.transaction(async () => db.afterCommit(never)), 'TX_OUTSIDE')
      const around = (tx: Later) => tx.transaction(async () => tx.afterCommit(never))
      await refuses(() => db.transaction(around), 'TX_OUTSIDE')
      const kept = cast<Later>(await db.transaction(async (tx: Later) => [tx]), 'it is the transaction')
      await refuses(() => Reflect.get(kept, 0).afterCommit(never), 'TX_CLOSED')
    },
  },
  {
    id: 'after-commit-together',
    title:
      'work of hooks and of code inside them runs with the outermost commit, children before their parent',
    needs: ['transactions', 'savepoints'],
    alone: true,
    async run({ connectTo }) {
      const ran: string[] = []
      let db: Later | undefined
      const hooks = defineMixin({
        schema: { name: field.string() },
        hooks: {
          afterSave() {
            const { name } = this
            db?.afterCommit(() => ran.push(`left by ${name}`))
          },
          afterCommit({ action }) {
            ran.push(`${action} ${this.name}`)
          },
        },
      })
      const Box = defineModel({
        name: 'Box',
        schema: { id: field.id(), box: ref('Box', { onDelete: 'cascade' }) },
        mixins: [hooks],
      })
      db = later(await connectTo({ Box }))
      const outer = await modelOf(db, 'Box').create({ name: 'outer' })
      await modelOf(db, 'Box').create({ name: 'inner', boxId: outer.id })
      const made = ['left by outer', 'create outer', 'left by inner', 'create inner']
      assert.deepEqual(ran.splice(0), made)
      await db.transaction(async (tx: LooseDatabase) => {
        await (await modelOf(tx, 'Box').findById(outer.id))?.destroy()
        const failing = tx.transaction(async (inner: LooseDatabase) => {
          await modelOf(inner, 'Box').create({ name: 'undone' })
          throw new Undo('undo')
        })
        await assert.rejects(failing, Undo)
        assert.deepEqual(ran, [])
      })
      assert.deepEqual(ran, ['destroy inner', 'destroy outer'])
    },
  },
  {
    id: 'after-commit-listeners',
    title: 'each failure is told by itself, and keeps no other work from running',
    needs: ['transactions'],
    alone: true,
    async run({ connectTo }) {
      const db = later(await connectTo({ Item: itemModel(() => undefined) }))
      const ran: string[] = []
      const errors: unknown[] = []
      const work = (tx: Later) => {
        tx.afterCommit(() => Promise.reject(new Undo('first')))
        tx.afterCommit(() => {
          throw new Undo('second')
        })
        tx.afterCommit(() => ran.push('third'))
        return modelOf(tx, 'Item').create({ name: `item ${errors.length}` })
      }
      const stop = db.on('error', (error) => errors.push(cast<Error>(error, 'it was thrown').message))
      await db.transaction(work)
      assert.deepEqual([errors, ran], [['first', 'second'], ['third']])
      stop()
      assert.equal(await modelOf(db, 'Item').count(), 1)
    },
  },
])
