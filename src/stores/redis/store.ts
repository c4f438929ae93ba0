import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Capabilities } from '../../store/capabilities.ts'
import type { ChangeLog } from '../../store/change-log.ts'
import type { Plan, PreparedByKind, Store } from '../../store/contract.ts'
import type { DatabasePlace } from '../../store/place.ts'
import type { PoolFigures } from '../../store/pool.ts'
import { cast } from '../../support/cast.ts'
import { checkServer } from './check-server.ts'
import { Connection } from './connection.ts'
import type { Settings } from './options.ts'
import { prepareAggregate, prepareCount, prepareFind } from './reads.ts'
import { makeSchema } from './schema.ts'
import { Tables } from './tables.ts'
import { prepareUpsert } from './upsert.ts'
import { prepareDestroy, prepareInsert, prepareUpdate } from './writes.ts'

const capabilities: Capabilities = Object.freeze({
  transactions: false,
  savepoints: false,
  parallelTransactions: false,
  foreignKeys: false,
  autoIncrement: true,
  tables: false,
  persistent: true,
  expires: true,
  lock: false,
  limitEach: true,
  includes: false,
  unicodeFolding: false,
  skipLocked: false,
  search: true,
  changes: true,
})

function prepared(tables: Tables, plan: Plan): PreparedByKind[Plan['kind']] {
  switch (plan.kind) {
    case 'find':
      return prepareFind(tables, plan)
    case 'aggregate':
      return prepareAggregate(tables, plan)
    case 'count':
      return prepareCount(tables, plan)
    case 'insert':
      return prepareInsert(tables, plan)
    case 'update':
      return prepareUpdate(tables, plan)
    case 'destroy':
      return prepareDestroy(tables, plan)
    case 'upsert':
      return prepareUpsert(tables, plan)
  }
}

function placeOf({ url }: Settings): DatabasePlace {
  const { hostname, port, pathname } = new URL(url)
  const namespace = pathname.slice(1) || '0'
  return { system: 'redis', namespace, address: hostname, port: Number(port || 6379) }
}

class RedisStore implements Store {
  readonly name = 'redis'
  readonly capabilities = capabilities
  readonly place: DatabasePlace
  readonly #connection: Connection
  readonly #tables: Tables

  constructor(settings: Settings) {
    this.#connection = new Connection(settings)
    this.place = placeOf(settings)
    this.#tables = new Tables(this.#connection, settings)
  }

  get changes(): ChangeLog {
    return this.#tables.log
  }

  async open(models: readonly ModelShape[]): Promise<void> {
    await this.#connection.open()
    await checkServer(this.#connection)
    await this.#tables.open(models)
  }

  async sync(): Promise<void> {
    for (const { layout } of this.#tables.all()) await makeSchema(this.#connection, layout)
    await this.#tables.checkSchema()
  }

  prepare<P extends Plan>(plan: P): PreparedByKind[P['kind']] {
    return cast(prepared(this.#tables, plan), 'what is prepared follows from the kind of the plan')
  }

  begin(): never {
    const message = 'The store redis has no transactions: each statement is one by itself.'
    throw new PrometheusError('UNSUPPORTED', message, { capability: 'transactions' })
  }

  pool(): PoolFigures | undefined {
    return this.#connection.figures
  }

  close(): Promise<void> {
    this.#tables.log.close()
    return this.#connection.close()
  }
}

/** A store on the settings of `redis()`. */
export const createRedisStore = (settings: Settings): Store => new RedisStore(settings)
