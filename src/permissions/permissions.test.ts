import assert from 'node:assert/strict'
import { createPrometheus, field, ref } from 'prometheus-odm'
import { memory } from 'prometheus-odm/memory'
import {
  assertPermissions,
  checkAccess,
  matrixHtml,
  matrixMarkdown,
  matrixText,
  permissionMatrix,
} from 'prometheus-odm/permissions'
import { describe, expect, test } from 'vitest'

const { defineModel, connect } = createPrometheus<{ user: { id: string; roles?: string[] } | null }>()

class User extends defineModel({ name: 'User', schema: { id: field.id() } }) {}
class Post extends defineModel({
  name: 'Post',
  schema: {
    id: field.id(),
    author: ref('User', { access: { write: [] } }),
    title: field.string({ required: true }),
    status: field.string({ default: 'draft' }),
    note: field.string({ access: { read: ['owner', 'boss'], write: ['boss'] } }),
  },
  roles: {
    owner: 'authorId',
    published: { where: { status: 'a<b>|c' } },
    boss: { named: true },
  },
  permissions: {
    create: ['user'],
    read: ['published', 'owner', 'administrator'],
    update: ['owner'],
    always: { destroy: { status: 'draft' }, all: ({ user }) => ({ authorId: { $ne: user.id } }) },
  },
}) {}

const expected = {
  User: 'code only',
  Post: {
    create: ['user'],
    read: ['published', 'owner', 'administrator'],
    update: ['owner'],
    always: ['all', 'destroy'],
    fields: { note: { read: ['owner', 'boss'], write: ['boss'] }, authorId: { write: [] } },
  },
} as const

describe('the matrix of permissions', () => {
  test('says of each model who may do what, and how roles are held', () => {
    const [user, post] = permissionMatrix({ User, Post })
    assert.deepEqual(user, { model: 'User', codeOnly: true, roles: [], always: [], fields: [] })
    assert.deepEqual(
      post?.roles.map(({ role, held }) => [role, held]),
      [
        ['user', 'somebody is signed in'],
        ['owner', "authorId is the user's id"],
        ['published', "{ status: 'a<b>|c' }"],
        ['boss', "'boss' is among the user's roles"],
        ['administrator', "'administrator' is among the user's roles"],
      ],
    )
    const owner = post?.roles.find(({ role }) => role === 'owner')
    assert.deepEqual(owner?.may, { create: false, read: true, update: true, destroy: false, transfer: false })
    assert.throws(() => permissionMatrix([User, class {}]), { code: 'MISUSE', message: /number 2 is none/ })
  })

  test('is shown as text, Markdown and HTML, with nothing of a rule taken for a sign', () => {
    const matrix = permissionMatrix([User, Post])
    const text = matrixText(matrix)
    expect(text).toContain('User: for code only')
    expect(text).toMatch(/^ {2}owner +– +yes +yes +– +– +authorId is the user's id$/m)
    expect(text).toMatch(/^ {2}note +owner, boss +boss$/m)
    expect(text).toMatch(/^ {2}authorId +as the record +nobody$/m)
    const markdown = matrixMarkdown(matrix)
    expect(markdown).toContain("{ status: 'a\\<b\\>\\|c' }")
    for (const table of markdown.split('\n\n').filter((part) => part.startsWith('|')))
      expect(
        new Set(
          table
            .trim()
            .split('\n')
            .map((row) => row.split(/(?<!\\)\|/).length),
        ).size,
      ).toBe(1)
    const html = matrixHtml(matrix)
    expect(html).toContain('{ status: &#39;a&lt;b&gt;|c&#39; }')
    expect(html).toContain('<th scope="row">owner</th>')
    expect(html).not.toContain('<b>')
  })
})

describe('assertPermissions', () => {
  test('passes where models say what is expected, and tells what is too much and what is missing', () => {
    assertPermissions({ User, Post }, expected)
    const other = {
      ...expected,
      User: {},
      Post: { ...expected.Post, update: ['administrator'], always: ['all'] },
    }
    let message = ''
    try {
      assertPermissions({ User, Post }, { ...other, Pots: {} } as never)
    } catch (error) {
      message = (error as Error).message
    }
    assert.deepEqual(message.split('\n').slice(1), [
      '+ User is for code only',
      '- User is guarded',
      '+ Post: owner may update',
      '+ Post: a rule always holds to destroy',
      '- Post: administrator may update',
      '- Pots is not among the models',
    ])
    assert.throws(() => assertPermissions({ User }, {}), /\+ User is for code only/)
  })
})

describe('checkAccess', () => {
  class Page extends defineModel({
    name: 'Page',
    schema: { id: field.id(), ownerId: field.string(), open: field.boolean({ default: false }) },
    roles: { owner: 'ownerId', open: { where: { open: true } } },
    permissions: { read: ['open', 'owner'], update: ['owner'] },
  }) {}

  test('looks at each record for each session', async () => {
    const db = await connect<{ Page: typeof Page; User: typeof User }>({
      models: { Page, User },
      store: memory(),
    })
    const rows = Array.from({ length: 20 }, (_, i) => ({
      ownerId: i % 3 === 0 ? 'ann' : 'bob',
      open: i % 4 === 0,
    }))
    await db.system('a test').Page.insertMany(rows)
    const sessions = [null, { user: { id: 'ann' } }, { user: { id: 'eve', roles: ['owner'] } }]
    assert.equal(await checkAccess(db, { models: { Page, User }, sessions }), 60)
    const blind = { as: (session: never) => db.as(session), system: (reason: string) => db.system(reason) }
    const wrong = {
      ...blind,
      as: (session: never) => ({
        model: () => {
          const { Page: Bound } = db.as(session)
          return Object.assign(Object.create(Bound), {
            find: () => db.system('a leak').Page.find(),
            page: (args: never) => Bound.page(args),
            count: () => Bound.count(),
            can: (action: never, asked: never) => Bound.can(action, asked),
            findById: (key: never) => Bound.findById(key),
          })
        },
      }),
    }
    await assert.rejects(
      checkAccess(wrong as unknown as typeof db, { models: { Page }, sessions }),
      /find gives 20 records, and count says 5/,
    )
    await db.close()
  })
})
