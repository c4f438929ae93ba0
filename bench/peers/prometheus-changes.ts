import type { OpenPeer, Operations, Peer } from '../src/peer.ts'
import type { PrometheusDatabase } from './prometheus-database.ts'
import { loadDataSet, openRecordingDatabase, removePostsAfter } from './prometheus-database.ts'

const createOperations = (db: PrometheusDatabase): Partial<Operations> => ({
  findById: (id) => db.Post.findById(id, { plain: true }),
  recordedInsert: async (post) => (await db.Post.create(post)).id,
  recordedUpdate: ({ id, title, views }) => db.Post.updateWhere({ id }, { title, views }),
})

/** This package, with a record of what every write changed. */
export const peer: Peer = {
  title: 'Prometheus, changes recorded',
  async open(file): Promise<OpenPeer> {
    const db = await openRecordingDatabase(file)
    return {
      load: (data) => loadDataSet(db, data),
      removeAfter: (id) => removePostsAfter(db, id),
      operations: createOperations(db),
      close: () => db.close(),
    }
  },
}
