import assert from 'node:assert/strict'
import { field } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineMixin, defineModel } from '../models.ts'
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
])
