import type { ModelShape } from '../../schema/shape.ts'
import type { Capabilities } from '../../store/capabilities.ts'
import type {
  Plan,
  PreparedByKind,
  Store,
  StoreTransaction,
  TransactionOptions,
} from '../../store/contract.ts'
import type { DatabasePlace } from '../../store/place.ts'
import type { PoolFigures } from '../../store/pool.ts'
import type { SchemaAccess } from '../../store/schema-access.ts'
import { cast } from '../../support/cast.ts'
import type { SqlChangeLog } from '../sql/change-log.ts'
import type { Dialect } from '../sql/dialect.ts'
import { findStatement } from '../sql/find.ts'
import { aggregateStatement, countStatement } from '../sql/read.ts'
import { recordsChanges } from '../sql/records-changes.ts'
import { saying } from '../sql/saying.ts'
import { readCatalog } from './catalog.ts'
import { mysqlChangeLog } from './change-log.ts'
import { findEpoch } from './change-tables.ts'
import type { Connection } from './connection.ts'
import { prepareDestroy } from './destroy.ts'
import { mysqlDialect } from './dialect.ts'
import { convertError } from './errors.ts'
import { prepareInsert } from './insert.ts'
import type { Settings } from './options.ts'
import { prepareCount, prepareRead } from './reads.ts'
import { Runner } from './runner.ts'
import { mysqlSchema } from './schema/access.ts'
import { prepareSkipLocked, skipsLocked } from './skip-locked.ts'
import { checkTables, makeTables } from './tables.ts'
import { begin } from './transaction.ts'
import { prepareUpdate } from './update.ts'
import { prepareUpsert } from './upsert.ts'

const CAPABILITIES: Capabilities = {
  transactions: true,
  savepoints: true,
  parallelTransactions: true,
  foreignKeys: true,
  autoIncrement: true,
  persistent: true,
  lock: true,
  limitEach: true,
  includes: false,
  // The server could; but one filter means the same on every store, and when a rule of access asks it of a record.
  unicodeFolding: false,
  skipLocked: true,
  search: false,
  tables: true,
  expires: false,
  changes: true,
}

function prepared(runner: Runner, plan: Plan, dialect: Dialect): PreparedByKind[Plan['kind']] {
  switch (plan.kind) {
    case 'find':
      return skipsLocked(plan)
        ? prepareSkipLocked(runner, plan, dialect)
        : saying(findStatement(plan, dialect), (text) => prepareRead(runner, plan, text))
    case 'aggregate':
      return saying(aggregateStatement(plan, dialect), (text) => prepareRead(runner, plan, text))
    case 'count':
      return saying(countStatement(plan, dialect), (text) => prepareCount(runner, plan, text))
    case 'insert':
      return prepareInsert(runner, plan, dialect)
    case 'update':
      return prepareUpdate(runner, plan, dialect)
    case 'destroy':
      return prepareDestroy(runner, plan, dialect)
    case 'upsert':
      return prepareUpsert(runner, plan, dialect)
  }
}

class MysqlStore implements Store {
  readonly name = 'mysql'
  readonly capabilities = CAPABILITIES
  readonly schema: SchemaAccess
  readonly changes: SqlChangeLog
  readonly #runner: Runner
  #dialect: Dialect | undefined

  constructor(settings: Settings) {
    this.#runner = new Runner(settings)
    this.schema = mysqlSchema(this.#runner)
    this.changes = mysqlChangeLog(this.#runner)
  }

  /** Which dialect it is, the server has to say first. */
  #speaks(): Dialect {
    this.#dialect ??= mysqlDialect(this.#runner.about)
    return this.#dialect
  }

  async open(models: readonly ModelShape[]): Promise<void> {
    this.#runner.models = models
    try {
      await this.#use(async (connection) => {
        const found = await readCatalog(connection, models, this.#speaks())
        checkTables(found, models, this.#runner.about)
        if (recordsChanges(models)) await findEpoch(connection, this.#runner.about)
      })
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async sync(): Promise<void> {
    const { models, about: server } = this.#runner
    await this.#use((connection) => makeTables(connection, models, { dialect: this.#speaks(), server }))
  }

  prepare<P extends Plan>(plan: P): PreparedByKind[P['kind']] {
    const ready = prepared(this.#runner, plan, this.#speaks())
    return cast(ready, 'what is prepared follows from the kind of the plan')
  }

  begin(options: TransactionOptions): Promise<StoreTransaction> {
    return begin(this.#runner, options)
  }

  get place(): DatabasePlace {
    return this.#runner.place
  }

  pool(): PoolFigures {
    return this.#runner.figures
  }

  close(): Promise<void> {
    this.changes.close()
    return this.#runner.pool.close()
  }

  /** Does something with a connection that takes more than statements. */
  async #use(task: (connection: Connection) => Promise<void>): Promise<void> {
    try {
      await this.#runner.pool.use(task)
    } catch (error) {
      throw convertError(error)
    }
  }
}

/** A store on the settings of `mysql()`. */
export const createMysqlStore = (settings: Settings): Store => new MysqlStore(settings)
