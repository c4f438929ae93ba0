import type { ModelShape } from '../../schema/shape.ts'
import type { Capabilities } from '../../store/capabilities.ts'
import type { ChangeLog } from '../../store/change-log.ts'
import type { Plan, PreparedByKind, Store, StoreTransaction } from '../../store/contract.ts'
import type { DatabasePlace } from '../../store/place.ts'
import type { PoolFigures } from '../../store/pool.ts'
import { cast } from '../../support/cast.ts'
import { MongodbChangeLog } from './change-log.ts'
import { Connection } from './connection.ts'
import type { Settings } from './options.ts'
import { prepareAggregate, prepareCount, prepareFind } from './reads.ts'
import { makeCollections } from './sync.ts'
import { MongodbTransaction } from './transaction.ts'
import { prepareDestroy, prepareInsert, prepareUpdate, prepareUpsert } from './writes.ts'

const capabilities: Capabilities = Object.freeze({
  transactions: true,
  savepoints: true,
  parallelTransactions: true,
  foreignKeys: false,
  autoIncrement: true,
  persistent: true,
  lock: true,
  limitEach: true,
  includes: false,
  unicodeFolding: false,
  skipLocked: false,
  search: false,
  changes: true,
  tables: true,
  expires: false,
})

function prepared(connection: Connection, plan: Plan): PreparedByKind[Plan['kind']] {
  switch (plan.kind) {
    case 'find':
      return prepareFind(connection, plan)
    case 'aggregate':
      return prepareAggregate(connection, plan)
    case 'count':
      return prepareCount(connection, plan)
    case 'insert':
      return prepareInsert(connection, plan)
    case 'update':
      return prepareUpdate(connection, plan)
    case 'destroy':
      return prepareDestroy(connection, plan)
    case 'upsert':
      return prepareUpsert(connection, plan)
  }
}

class MongodbStore implements Store {
  readonly name = 'mongodb'
  readonly capabilities = capabilities
  readonly changes: ChangeLog
  readonly place: DatabasePlace
  readonly #connection: Connection
  #models: readonly ModelShape[] = []

  constructor(settings: Settings) {
    this.#connection = new Connection(settings)
    this.place = { system: 'mongodb', namespace: settings.database }
    this.changes = new MongodbChangeLog(this.#connection)
  }

  open(models: readonly ModelShape[]): Promise<void> {
    this.#models = models
    return this.#connection.open(models)
  }

  async sync(): Promise<void> {
    const { db, catalog } = this.#connection
    await this.#connection.guard(undefined, () => makeCollections(db, this.#models, catalog))
  }

  prepare<P extends Plan>(plan: P): PreparedByKind[P['kind']] {
    return cast(prepared(this.#connection, plan), 'what is prepared follows from the kind of the plan')
  }

  begin(): StoreTransaction {
    return MongodbTransaction.begin(this.#connection)
  }

  pool(): PoolFigures | undefined {
    return this.#connection.figures
  }

  close(): Promise<void> {
    return this.#connection.close()
  }
}

/** A store on the settings of `mongodb()`. */
export const createMongodbStore = (settings: Settings): Store => new MongodbStore(settings)
