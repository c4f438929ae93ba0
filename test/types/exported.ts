import { db } from './models/db.ts'
import { Label } from './models/others.ts'
import { User } from './models/user.ts'

// Everything that an application may export without an annotation: its declarations must be able to name it.
export const users = () => db.User.find()
export const withPosts = () =>
  db.User.find({ include: { posts: { include: { comments: true } }, profile: true } })
export const plain = () => db.User.find({ plain: true })
export const picked = () => db.Post.findOne({ select: { title: true, meta: true, anything: true } })
export const page = () => db.Post.page({ include: { labels: true } })
export const stream = () => db.Post.stream()
export const totals = () =>
  db.Post.aggregate({ by: ['status'], count: true, sum: ['price'], min: ['createdAt'] })
export const created = () =>
  db.Post.upsert({ by: ['id'], create: { title: '', price: '1', size: null, authorId: '' } })
export const labels = () => Label.byText('x')
export const statics = { byName: User.byName, recent: User.recent, findOwn: () => User.find({ plain: true }) }
export const json = async () => (await db.User.findOne())?.toJSON()
export const changes = async () => (await db.User.findOne())?.changed
export const system = () => db.system('a reason')
export const inTransaction = () => db.transaction((tx) => tx.Post.findOne({ include: { author: true } }))
export const model = db.model('Post')
export const mine = db.as(null)
export const off = db.on('statement', (event) => event.kind)
export const where = (...[filter]: Parameters<typeof db.User.count>) => filter
export const inputs = (...[values]: Parameters<typeof db.Post.create>) => values
export const findArgs = (...[args]: Parameters<typeof db.Post.find>) => args
export const changesOf = () => db.changes.read({ models: ['Post'] })
export const consume = () => db.changes.consume('x', { models: ['User'] }, (change) => change.key)
