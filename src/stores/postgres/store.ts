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
import type { RowSecurity } from '../../store/row-security.ts'
import type { SchemaAccess } from '../../store/schema-access.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { SqlChangeLog } from '../sql/change-log.ts'
import { findStatement } from '../sql/find.ts'
import { aggregateStatement, countStatement } from '../sql/read.ts'
import { recordsChanges } from '../sql/records-changes.ts'
import { saying } from '../sql/saying.ts'
import { upsertStatement } from '../sql/upsert.ts'
import { destroyStatement, insertSql, insertStatement, updateStatement } from '../sql/write.ts'
import { readCatalog } from './catalog.ts'
import { postgresChangeLog } from './change-log.ts'
import { findEpoch } from './change-tables.ts'
import type { Connection } from './connection.ts'
import { postgresDialect as dialect } from './dialect.ts'
import { convertError } from './errors.ts'
import { prepareInsert } from './insert.ts'
import type { Settings } from './options.ts'
import { prepareCount, prepareRead } from './reads.ts'
import { recordedDestroy, recordedInsert, recordedUpdate, recordedUpsert } from './recorded.ts'
import { checkRowSecurity } from './row-security/check.ts'
import { compareRules } from './row-security/compare-rules.ts'
import { toldClaim } from './row-security/holding-sql.ts'
import { rowSecuritySql } from './row-security/script.ts'
import { planThroughViews } from './row-security/through-views.ts'
import { Runner } from './runner.ts'
import { postgresSchema } from './schema/access.ts'
import { checkServer } from './server.ts'
import { checkTables, makeTables } from './tables.ts'
import { begin } from './transaction.ts'
import { prepareRecordedUpsert, prepareRecordedWrite, prepareUpsert, prepareWrite } from './writes.ts'

const CAPABILITIES: Capabilities = {
  transactions: true,
  savepoints: true,
  parallelTransactions: true,
  foreignKeys: true,
  autoIncrement: true,
  persistent: true,
  lock: true,
  limitEach: true,
  includes: true,
  // The server could; but one filter means the same on every store, and when a rule of access asks it of a record.
  unicodeFolding: false,
  skipLocked: true,
  search: true,
  tables: true,
  expires: false,
  changes: true,
}

/** A write that records what it changed, of a model that asks for it. */
function recorded(runner: Runner, plan: Plan): PreparedByKind[Plan['kind']] | undefined {
  if (plan.model.changes === undefined) return undefined
  switch (plan.kind) {
    case 'insert':
      return prepareInsert(
        runner,
        plan,
        recordedInsert(plan, insertSql(plan.fields, { dialect, model: plan.model })),
      )
    case 'update':
      return prepareRecordedWrite(runner, plan, recordedUpdate(plan))
    case 'destroy':
      return prepareRecordedWrite(runner, plan, recordedDestroy(plan))
    case 'upsert':
      return prepareRecordedUpsert(runner, plan, recordedUpsert(plan))
    default:
      return undefined
  }
}

function prepared(runner: Runner, plan: Plan): PreparedByKind[Plan['kind']] {
  switch (plan.kind) {
    case 'find':
      return saying(findStatement(plan, dialect), (text) => prepareRead(runner, plan, text))
    case 'aggregate':
      return saying(aggregateStatement(plan, dialect), (text) => prepareRead(runner, plan, text))
    case 'count':
      return saying(countStatement(plan, dialect), (text) => prepareCount(runner, plan, text))
    case 'insert':
      return saying(insertStatement(plan, dialect), (text) => prepareInsert(runner, plan, text))
    case 'update':
      return saying(updateStatement(plan, dialect), (text) => prepareWrite(runner, plan, text))
    case 'destroy':
      return saying(destroyStatement(plan, dialect), (text) => prepareWrite(runner, plan, text))
    case 'upsert':
      return saying(upsertStatement(plan, dialect), (text) => prepareUpsert(runner, plan, text))
  }
}

class PostgresStore implements Store {
  readonly name = 'postgres'
  readonly capabilities = CAPABILITIES
  readonly schema: SchemaAccess
  readonly changes: SqlChangeLog
  readonly rowSecurity: RowSecurity
  readonly #runner: Runner

  constructor(settings: Settings) {
    this.#runner = new Runner(settings)
    this.schema = postgresSchema(this.#runner.pool)
    this.changes = postgresChangeLog(this.#runner)
    this.rowSecurity = {
      ...{ isOn: settings.rowSecurity, claim: toldClaim, write: rowSecuritySql },
      compare: (plan, roles) => this.#use((connection) => compareRules(connection, plan, roles)),
    }
  }

  async open(models: readonly ModelShape[]): Promise<void> {
    this.#runner.models = models
    try {
      await this.#use(async (connection) => {
        await checkServer(connection)
        checkTables(await readCatalog(connection, models), models)
        if (this.rowSecurity.isOn) await checkRowSecurity(connection, models)
        if (recordsChanges(models)) await findEpoch(connection)
      })
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async sync(): Promise<void> {
    await this.#use((connection) => makeTables(connection, this.#runner.models))
  }

  prepare<P extends Plan>(given: P): PreparedByKind[P['kind']] {
    const plan = this.rowSecurity.isOn ? planThroughViews(given) : given
    const ready = recorded(this.#runner, plan) ?? prepared(this.#runner, plan)
    return cast(ready, 'what is prepared follows from the kind of the plan')
  }

  begin(options: TransactionOptions): MaybePromise<StoreTransaction> {
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
  async #use<T>(task: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await this.#runner.pool.use(task)
    } catch (error) {
      throw convertError(error)
    }
  }
}

/** A store on the settings of `postgres()`. */
export const createPostgresStore = (settings: Settings): Store => new PostgresStore(settings)
