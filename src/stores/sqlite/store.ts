import type { ModelShape } from '../../schema/shape.ts'
import type { Capabilities } from '../../store/capabilities.ts'
import type { Plan, PreparedByKind, Store, StoreTransaction } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain } from '../../support/maybe-promise.ts'
import { findStatement } from '../sql/find.ts'
import { aggregateStatement, countStatement } from '../sql/read.ts'
import { destroyStatement, insertStatement, updateStatement, upsertStatement } from '../sql/write.ts'
import { Connections } from './connections.ts'
import { sqliteDialect } from './dialect.ts'
import { prepareInsert } from './insert.ts'
import type { Settings } from './options.ts'
import { prepareCount, prepareRead } from './reads.ts'
import { makeTables } from './tables.ts'
import { begin } from './transaction.ts'
import { prepareUpsert, prepareWrite } from './writes.ts'

const capabilitiesOf = (settings: Settings): Capabilities => ({
  transactions: true,
  savepoints: true,
  parallelTransactions: false,
  foreignKeys: true,
  autoIncrement: true,
  persistent: !settings.private,
  lock: true,
  limitEach: true,
  unicodeFolding: false,
  search: false,
})

function prepared(connections: Connections, plan: Plan): PreparedByKind[Plan['kind']] {
  const { model } = plan
  switch (plan.kind) {
    case 'find':
      return prepareRead(connections, model, findStatement(plan, sqliteDialect), plan.one)
    case 'aggregate':
      return prepareRead(connections, model, aggregateStatement(plan, sqliteDialect), false)
    case 'count':
      return prepareCount(connections, model, countStatement(plan, sqliteDialect))
    case 'insert':
      return prepareInsert(connections, plan, insertStatement(plan, sqliteDialect))
    case 'update':
      return prepareWrite(connections, plan, updateStatement(plan, sqliteDialect))
    case 'destroy':
      return prepareWrite(connections, plan, destroyStatement(plan, sqliteDialect))
    case 'upsert':
      return prepareUpsert(connections, plan, upsertStatement(plan, sqliteDialect))
  }
}

class SqliteStore implements Store {
  readonly name = 'sqlite'
  readonly capabilities: Capabilities
  readonly #connections: Connections

  constructor(settings: Settings) {
    this.capabilities = capabilitiesOf(settings)
    this.#connections = new Connections(settings)
  }

  open(models: readonly ModelShape[]): MaybePromise<void> {
    return this.#connections.open(models)
  }

  sync(): MaybePromise<void> {
    return chain(begin(this.#connections), (transaction) => {
      try {
        makeTables(this.#connections.writer, this.#connections.models)
      } catch (error) {
        return chain(transaction.rollback(), () => {
          throw error
        })
      }
      return transaction.commit()
    })
  }

  prepare<P extends Plan>(plan: P): PreparedByKind[P['kind']] {
    return cast(prepared(this.#connections, plan), 'what is prepared follows from the kind of the plan')
  }

  begin(): MaybePromise<StoreTransaction> {
    return begin(this.#connections)
  }

  close(): MaybePromise<void> {
    return this.#connections.close()
  }
}

/** A store on the settings of `sqlite()`. */
export const createSqliteStore = (settings: Settings): Store => new SqliteStore(settings)
