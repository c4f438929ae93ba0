import { softDelete } from '../../mixins/soft-delete.ts'
import { field, hasMany, manyToMany, ref } from '../../schema/factories.ts'
import type { LooseDatabase } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import type { ConnectTo } from './relation-models.ts'

/** Firms with members, and posts with comments and tags: who may do what with each is said in as many ways as there are. */
function accessModels() {
  const Firm = defineModel({
    name: 'Firm',
    schema: {
      id: field.id(),
      name: field.string({ required: true }),
      members: hasMany('Member', { by: 'firm' }),
      posts: hasMany('Post', { by: 'firm' }),
    },
    roles: {
      member: { through: 'members', by: 'userId' },
      head: { through: 'members', by: 'userId', having: { rank: 'head' } },
    },
    permissions: {
      create: ['administrator'],
      read: ['member'],
      update: ['head'],
      destroy: ['administrator'],
    },
  })
  const Member = defineModel({
    name: 'Member',
    schema: {
      id: field.id(),
      firm: ref('Firm', { required: true, onDelete: 'cascade' }),
      userId: field.string({ required: true }),
      rank: field.string({ default: 'plain' }),
    },
    roles: { self: { key: 'userId' }, head: { through: 'firm', role: 'head' } },
    permissions: { create: ['head'], read: ['self', 'head'], update: ['head'], destroy: ['head', 'self'] },
  })
  const Post = defineModel({
    name: 'Post',
    schema: {
      id: field.id(),
      title: field.string({ required: true, unique: true }),
      ownerId: field.string(),
      firm: ref('Firm', { onDelete: 'restrict' }),
      status: field.string({ default: 'draft' }),
      price: field.integer({ access: { read: ['owner', 'staff'], write: ['owner'] } }),
      note: field.string({ access: { read: ['administrator'], write: ['administrator'] } }),
      comments: hasMany('Comment', { by: 'post' }),
      tags: manyToMany('Tag', { through: 'Tagging' }),
    },
    roles: {
      owner: 'ownerId',
      staff: { through: 'firm', role: 'member' },
      published: { where: { status: 'published' } },
      posse: { check: async (user) => Reflect.get(user, 'tags')?.includes('posse') === true },
      editor: { named: true },
    },
    permissions: {
      create: ['user'],
      read: ['published', 'owner', 'staff', 'administrator', 'posse', 'editor'],
      update: ['owner', 'editor'],
      destroy: ['owner', 'administrator'],
    },
  })
  const Comment = defineModel({
    name: 'Comment',
    schema: {
      id: field.id(),
      post: ref('Post', { required: true, onDelete: 'cascade' }),
      authorId: field.string(),
      text: field.string(),
      shown: field.boolean({ default: true }),
    },
    roles: { owner: 'authorId', shown: { where: { shown: true } } },
    permissions: { create: ['user'], read: ['shown', 'owner'], update: ['owner'], destroy: ['owner'] },
  })
  const Tag = defineModel({
    name: 'Tag',
    schema: { id: field.id(), name: field.string(), posts: manyToMany('Post', { through: 'Tagging' }) },
    permissions: { create: ['administrator'], read: ['anyone'] },
  })
  const Tagging = defineModel({
    name: 'Tagging',
    schema: {
      id: field.id(),
      post: ref('Post', { required: true, onDelete: 'cascade' }),
      tag: ref('Tag', { required: true }),
      secret: field.boolean({ default: false }),
    },
    roles: { open: { where: { secret: false } }, owner: { through: 'post', role: 'owner' } },
    permissions: { create: ['owner'], read: ['open'], destroy: ['owner'] },
  })
  const Tenanted = defineModel({
    name: 'Tenanted',
    schema: { id: field.id(), tenant: field.string({ required: true }), name: field.string() },
    permissions: {
      create: ['user'],
      read: ['anyone'],
      update: ['user'],
      always: { all: (session) => ({ tenant: Reflect.get(session, 'tenant') }) },
    },
  })
  const Kept = defineModel({
    name: 'Kept',
    schema: { id: field.id(), ownerId: field.string(), text: field.string() },
    mixins: [softDelete()],
    roles: { owner: 'ownerId', keeper: { named: true } },
    permissions: { create: ['user'], read: ['anyone'], update: ['owner'], destroy: ['owner', 'keeper'] },
  })
  const Bare = defineModel({ name: 'Bare', schema: { id: field.id(), name: field.string() } })
  return { Firm, Member, Post, Comment, Tag, Tagging, Tenanted, Kept, Bare }
}

/** A session of somebody with these values beside the id. */
export const signedIn = (id: string | number, more: object = {}, beside: object = {}) => ({
  user: { id, ...more },
  ...beside,
})

/** The names of the models. */
export type AccessModelName =
  | 'Firm'
  | 'Member'
  | 'Post'
  | 'Comment'
  | 'Tag'
  | 'Tagging'
  | 'Tenanted'
  | 'Kept'
  | 'Bare'

/** A database of these models, with what is stored in it. */
export async function accessWorld(connectTo: ConnectTo) {
  const db: LooseDatabase = await connectTo(accessModels())
  const trusted = db.system('a test')
  const firms = modelOf(trusted, 'Firm')
  const [acme, other] = [await firms.create({ name: 'Acme' }), await firms.create({ name: 'Other' })]
  await modelOf(trusted, 'Member').insertMany([
    { firmId: acme.id, userId: 'ann', rank: 'head' },
    { firmId: acme.id, userId: 'bob' },
    { firmId: other.id, userId: 'eve', rank: 'head' },
  ])
  await modelOf(trusted, 'Post').insertMany([
    { title: 'open', ownerId: 'ann', firmId: acme.id, status: 'published', price: 5, note: 'n1' },
    { title: 'draft', ownerId: 'ann', firmId: acme.id, price: 7, note: 'n2' },
    { title: 'eves', ownerId: 'eve', firmId: other.id, price: 9 },
    { title: 'nobodys', ownerId: null },
  ])
  const as = (session: unknown) => {
    const scope = db.as(session)
    return (name: AccessModelName) => modelOf(scope, name)
  }
  const of = (name: AccessModelName) => modelOf(trusted, name)
  return {
    db,
    acme,
    other,
    as,
    of,
    ann: as(signedIn('ann')),
    bob: as(signedIn('bob')),
    eve: as(signedIn('eve')),
    guest: as(null),
  }
}

/** Everything that is stored, for comparing before and after. */
export async function everythingIn(
  of: (name: AccessModelName) => ReturnType<typeof modelOf>,
): Promise<unknown> {
  const names: AccessModelName[] = [
    'Firm',
    'Member',
    'Post',
    'Comment',
    'Tag',
    'Tagging',
    'Tenanted',
    'Kept',
    'Bare',
  ]
  return Promise.all(names.map((name) => of(name).find({ plain: true, sort: { id: 'asc' } })))
}
