import type { ClientSession, Db, ReadPreference } from 'mongodb'
import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { StoreTransaction } from '../../store/contract.ts'
import type { Connection } from './connection.ts'
import { MongodbTransaction } from './transaction.ts'

/** A transaction of this store, which is the only kind that it can use. */
export function own(connection: Connection, tx: StoreTransaction): MongodbTransaction {
  if (tx instanceof MongodbTransaction && tx.connection === connection) return tx
  throw new PrometheusError('MISUSE', 'The transaction belongs to another store. Use one of this store.')
}

/** Where a statement reads: the database, and in a transaction its session. */
export interface Source {
  readonly db: Db
  readonly options: {
    readonly session?: ClientSession
    readonly readPreference?: ReadPreference
    readonly maxTimeMS?: number
  }
}

/** Runs a statement that reads: in a transaction, or outside of any. */
export function reading<T>(
  connection: Connection,
  model: ModelShape,
  tx: StoreTransaction | null,
  task: (source: Source) => Promise<T>,
): Promise<T> {
  if (tx === null) return connection.direct(model, (db) => task({ db, options: connection.reading }))
  return own(connection, tx).run(model, ({ db, session }) =>
    task({ db, options: { session, ...connection.limit } }),
  )
}
