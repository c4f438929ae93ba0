import assert from 'node:assert/strict'
import { each, refuses } from '../refusals.ts'
import { group } from '../scenario.ts'
import { accessWorld, signedIn } from './access-models.ts'

/** What somebody may do, told before it is tried. */
export const accessAnswerScenarios = group('what one may do', [
  {
    id: 'access-can',
    title: 'can says yes, no or that it depends on the record; of a record, yes or no',
    alone: true,
    async run({ connectTo }) {
      const { ann, eve, guest, of, db, as } = await accessWorld(connectTo)
      const [open, draft] = [
        await of('Post').findOne({ where: { title: 'open' } }),
        await of('Post').findOne({ where: { title: 'draft' } }),
      ]
      const Anns = ann('Post')
      assert.deepEqual(
        [await Anns.can('create'), await Anns.can('read'), await Anns.can('update')],
        ['yes', 'depends', 'depends'],
      )
      assert.deepEqual(
        [
          await guest('Post').can('create'),
          await guest('Post').can('read'),
          await guest('Post').can('update'),
        ],
        ['no', 'depends', 'no'],
      )
      for (const [who, action, record, answer] of [
        [ann, 'update', open, 'yes'],
        [ann, 'update', draft?.id, 'yes'],
        [eve, 'update', open, 'no'],
        [eve, 'read', open, 'yes'],
        [eve, 'read', draft, 'no'],
        [guest, 'read', draft, 'no'],
        [ann, 'transfer', draft, 'no'],
        [ann, 'read', '01890000-0000-7000-8000-000000000000', 'no'],
        [ann, 'read', 'no key', 'no'],
        [eve, 'create', open, 'yes'],
        [eve, 'create', draft?.id, 'no'],
      ] as const)
        assert.equal(await who('Post').can(action, { record }), answer)
      for (const [who, action, field, answer] of [
        [ann, 'read', 'price', 'depends'],
        [guest, 'read', 'price', 'no'],
        [ann, 'read', 'note', 'no'],
        [ann, 'update', 'price', 'depends'],
        [ann, 'update', 'ownerId', 'no'],
        [ann, 'update', 'firmId', 'no'],
        [ann, 'update', 'id', 'no'],
        [ann, 'create', 'note', 'no'],
      ] as const)
        assert.equal(await who('Post').can(action, { field }), answer)
      assert.equal(await ann('Post').can('update', { record: draft, field: 'price' }), 'yes')
      assert.equal(await eve('Post').can('read', { record: open, field: 'price' }), 'no')
      assert.equal(await db.system('a test').model('Post').can('destroy', { record: open }), 'yes')
      assert.equal(await as(signedIn('x', { tags: ['posse'] }))('Post').can('read', { record: draft }), 'yes')
      await refuses(() => Anns.can('updte'), 'UNKNOWN_NAME', { nearest: 'update' })
      const odd = [Object.create(null), Symbol('odd'), 7, ['title', 'price']]
      await each(odd, (field) => refuses(() => Anns.can('read', { field }), 'UNKNOWN_FIELD'))
      await each(odd, (action) => refuses(() => Anns.can(action), 'UNKNOWN_NAME'))
      await each(odd, (name) => refuses(() => draft?.get(name as never), 'UNKNOWN_FIELD'))
      await refuses(() => Anns.can('read', { field: 'titel' }), 'UNKNOWN_FIELD', { nearest: 'title' })
      await refuses(() => Anns.can('read', { recrd: draft }), 'UNKNOWN_NAME')
      await refuses(() => ann('Bare').can('read'), 'FORBIDDEN')
      await refuses(() => ann('Comment').can('read', { record: draft }), 'MISUSE')
      await refuses(() => db.model('Post').can('read'), 'SESSION_REQUIRED')
    },
  },
  {
    id: 'access-explain',
    title: 'explain says which role or rule decided',
    alone: true,
    async run({ connectTo }) {
      const { ann, bob, eve, as, of } = await accessWorld(connectTo)
      const draft = await of('Post').findOne({ where: { title: 'draft' } })
      const told = async (who: typeof ann, action: string, asked: object) => {
        const { answer, decidedBy } = await who('Post').explain(action, asked)
        return `${answer}: ${decidedBy}`
      }
      const asked = { record: draft }
      assert.equal(await told(ann, 'update', asked), "yes: role owner: ownerId is the user's id")
      assert.equal(await told(bob, 'read', asked), "yes: role staff: through firm: its role 'member' is held")
      assert.equal(await told(bob, 'update', asked), 'no: none of its roles is held')
      assert.equal(await told(ann, 'transfer', {}), 'no: no role is listed')
      assert.equal(await told(ann, 'update', {}), "depends: role owner: ownerId is the user's id")
      assert.equal(
        await told(ann, 'update', { ...asked, field: 'note' }),
        'no: field note: write access: administrator',
      )
      assert.equal(
        await told(ann, 'update', { ...asked, field: 'ownerId' }),
        'no: field ownerId: no update writes it',
      )
      const stranger = as(signedIn('x', { roles: ['editor'] }))
      assert.equal(
        await told(stranger, 'update', asked),
        "yes: role editor: 'editor' is among the user's roles",
      )
      const text = String(await eve('Post').explain('read', asked))
      assert.match(text, /^read Post: no \(none of its roles is held\)\n {2}role published: no/)
      const tenant = as(signedIn('x', {}, { tenant: 'a' }))
      const foreign = await of('Tenanted').create({ tenant: 'b' })
      const { answer, decidedBy } = await tenant('Tenanted').explain('read', { record: foreign })
      assert.equal(`${answer}: ${decidedBy}`, 'no: always.all: a filter made of the session')
    },
  },
])
