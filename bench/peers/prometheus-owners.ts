import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { PrometheusDatabase } from './prometheus-database.ts'
import { loadDataSet, openGuardedDatabase, removePostsAfter } from './prometheus-database.ts'

const newest = { sort: { createdAt: 'desc' }, limit: 50, plain: true } as const

function createOperations(db: PrometheusDatabase): Partial<Operations> {
  const bound = new Map<number, ReturnType<PrometheusDatabase['as']>>()
  const as = (id: number) => db.as({ user: { id } })
  const boundAs = (id: number) => {
    const known = bound.get(id) ?? as(id)
    bound.set(id, known)
    return known
  }
  return {
    ownerPage: (authorId) => boundAs(authorId).Post.find(newest),
    sessionPage: (authorId) => as(authorId).Post.find(newest),
  }
}

/** This package, on somebody's behalf: what is read follows from the rule that authors own their posts. */
export const peer: Peer = {
  title: 'Prometheus, for a session',
  async open(place): Promise<OpenPeer> {
    const db = await openGuardedDatabase(place)
    const trusted = db.system('the bench')
    const operations = createOperations(db)
    return {
      load: (data) => loadDataSet(trusted, data),
      removeAfter: (id) => removePostsAfter(trusted, id),
      operations,
      close: () => db.close(),
    }
  },
}
