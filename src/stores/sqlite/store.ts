import type { ModelShape } from '../../schema/shape.ts'
import type { Capabilities } from '../../store/capabilities.ts'
import type { Plan, PreparedByKind, Store, StoreTransaction } from '../../store/contract.ts'
import { recorderOf } from '../../store/record-changes.ts'
import type { SchemaAccess } from '../../store/schema-access.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain } from '../../support/maybe-promise.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import { findStatement } from '../sql/find.ts'
import { aggregateStatement, countStatement } from '../sql/read.ts'
import { recordsChanges } from '../sql/records-changes.ts'
import { saying } from '../sql/saying.ts'
import { upsertStatement } from '../sql/upsert.ts'
import { destroyStatement, insertStatement, updateStatement } from '../sql/write.ts'
import { SqliteChangeLog } from './change-log.ts'
import { findEpoch, makeChangeTables } from './change-tables.ts'
import { Connections } from './connections.ts'
import { sqliteDialect } from './dialect.ts'
import { prepareInsert } from './insert.ts'
import type { Settings } from './options.ts'
import { prepareCount, prepareRead } from './reads.ts'
import { prepareRecordedDestroy, prepareRecordedUpdate, prepareRecordedUpsert } from './recorded-writes.ts'
import { sqliteSchema } from './schema/access.ts'
import { makeTables } from './tables.ts'
import { begin } from './transaction.ts'
import { prepareUpsert, prepareWrite } from './writes.ts'

const capabilitiesOf = (settings: Settings): Capabilities => ({
  transactions: true,
  savepoints: true,
  parallelTransactions: false,
  foreignKeys: true,
  autoIncrement: true,
  tables: true,
  persistent: !settings.private,
  expires: false,
  lock: true,
  limitEach: true,
  includes: false,
  unicodeFolding: false,
  skipLocked: true,
  search: true,
  changes: true,
})

/** A write that records what it changed, of a model that asks for it; inserts see to that themselves. */
function recorded(connections: Connections, plan: Plan): PreparedByKind[Plan['kind']] | undefined {
  const recorder = recorderOf(plan.model)
  if (recorder === undefined) return undefined
  if (plan.kind === 'update') return prepareRecordedUpdate(connections, plan, recorder)
  if (plan.kind === 'destroy') return prepareRecordedDestroy(connections, plan, recorder)
  return plan.kind === 'upsert' ? prepareRecordedUpsert(connections, plan, recorder) : undefined
}

function prepared(connections: Connections, plan: Plan): PreparedByKind[Plan['kind']] {
  const { model } = plan
  const ofAll = (statement: ReadStatement) => prepareRead(connections, model, statement, false)
  switch (plan.kind) {
    case 'find':
      return saying(findStatement(plan, sqliteDialect), (statement) =>
        prepareRead(connections, model, statement, plan.one),
      )
    case 'aggregate':
      return saying(aggregateStatement(plan, sqliteDialect), ofAll)
    case 'count':
      return saying(countStatement(plan, sqliteDialect), (text) => prepareCount(connections, model, text))
    case 'insert':
      return saying(insertStatement(plan, sqliteDialect), (text) => prepareInsert(connections, plan, text))
    case 'update':
      return saying(updateStatement(plan, sqliteDialect), (text) => prepareWrite(connections, plan, text))
    case 'destroy':
      return saying(destroyStatement(plan, sqliteDialect), (text) => prepareWrite(connections, plan, text))
    case 'upsert':
      return saying(upsertStatement(plan, sqliteDialect), (text) => prepareUpsert(connections, plan, text))
  }
}

class SqliteStore implements Store {
  readonly name = 'sqlite'
  readonly capabilities: Capabilities
  readonly schema: SchemaAccess
  readonly changes: SqliteChangeLog
  readonly #connections: Connections

  constructor(settings: Settings) {
    this.capabilities = capabilitiesOf(settings)
    this.#connections = new Connections(settings)
    this.schema = sqliteSchema(this.#connections)
    this.changes = new SqliteChangeLog(this.#connections)
  }

  open(models: readonly ModelShape[]): MaybePromise<void> {
    return this.#connections.open(models)
  }

  sync(): MaybePromise<void> {
    return chain(begin(this.#connections), (transaction) => {
      try {
        const { writer, models, settings } = this.#connections
        makeTables(writer, models)
        makeChangeTables(writer, models)
        if (recordsChanges(models)) findEpoch(writer, settings)
      } catch (error) {
        return chain(transaction.rollback(), () => {
          throw error
        })
      }
      return transaction.commit()
    })
  }

  prepare<P extends Plan>(plan: P): PreparedByKind[P['kind']] {
    const ready = recorded(this.#connections, plan) ?? prepared(this.#connections, plan)
    return cast(ready, 'what is prepared follows from the kind of the plan')
  }

  begin(): MaybePromise<StoreTransaction> {
    return begin(this.#connections)
  }

  close(): MaybePromise<void> {
    this.changes.close()
    return this.#connections.close()
  }
}

/** A store on the settings of `sqlite()`. */
export const createSqliteStore = (settings: Settings): Store => new SqliteStore(settings)
