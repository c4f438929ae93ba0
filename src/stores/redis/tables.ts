import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { StoreTransaction } from '../../store/contract.ts'
import { RedisChangeLog } from './change-log.ts'
import type { Connection } from './connection.ts'
import { layoutOf } from './layout.ts'
import type { Settings } from './options.ts'
import { Records } from './records.ts'
import { checkSchema } from './schema.ts'

/** All models of a store, and what statements on them share. */
export class Tables {
  readonly connection: Connection
  readonly scanLimit: number
  /** Where the writes of models are recorded that say so. */
  readonly log: RedisChangeLog
  readonly #prefix: string
  readonly #records = new Map<string, Records>()
  /** By table, the columns and indexes that are not complete. */
  readonly #missing = new Map<string, readonly string[]>()

  constructor(connection: Connection, { prefix, scanLimit }: Settings) {
    this.connection = connection
    this.scanLimit = scanLimit
    this.#prefix = prefix
    this.log = new RedisChangeLog(connection, prefix)
  }

  async open(models: readonly ModelShape[]): Promise<void> {
    for (const model of models) {
      const layout = layoutOf(model, this.#prefix)
      this.#records.set(model.table, new Records(this.connection, layout, () => this.relearn(model)))
    }
    await this.checkSchema()
  }

  /** Learns what is complete. */
  async checkSchema(): Promise<void> {
    for (const [table, { layout }] of this.#records)
      this.#missing.set(table, await checkSchema(this.connection, layout))
  }

  /** Learns what is complete once more, where the server knows a model no more, and refuses one that is not. */
  async relearn(model: ModelShape): Promise<void> {
    await this.checkSchema()
    this.of(model)
  }

  /** Refuses a transaction, which can only be one of another store. */
  refuse(tx: StoreTransaction | null): void {
    if (tx !== null)
      throw new PrometheusError('MISUSE', 'The transaction belongs to another store. Use one of this store.')
  }

  all(): Iterable<Records> {
    return this.#records.values()
  }

  /** The records of a model, which must be one of those that the store was opened with. */
  of({ name, table }: ModelShape): Records {
    const found = this.#records.get(table)
    const missing = this.#missing.get(table)
    if (found !== undefined && missing?.length === 0) return found
    const why = found === undefined ? 'the store was not opened with it' : `it lacks ${missing?.join(', ')}`
    const message = `${name}: the stored records do not match the model, as ${why}: run db.sync().`
    throw new PrometheusError('SCHEMA_MISMATCH', message, { model: name })
  }
}
