import type { Db } from 'mongodb'
import type { ModelShape } from '../../schema/shape.ts'
import { columnOf } from './columns.ts'
import type { Schema } from './validator.ts'
import { schemaIn } from './validator.ts'
import { mismatch } from './violations.ts'

/** What is known of one collection. */
export interface Known {
  /** The schema of its validator; a collection that others made may have none. */
  readonly schema: Schema | undefined
}

/** The collections of a database, as they were when they were last asked for. */
export class Catalog {
  #collections: ReadonlyMap<string, Known> = new Map()
  #fitting = new WeakSet<ModelShape>()

  find(table: string): Known | undefined {
    return this.#collections.get(table)
  }

  /** Asks the server. */
  async read(db: Db): Promise<void> {
    const found = await db.listCollections().toArray()
    const entries = found.map((one): [string, Known] => {
      const options: unknown = 'options' in one ? one.options : undefined
      const validator =
        typeof options === 'object' && options !== null ? Reflect.get(options, 'validator') : undefined
      return [one.name, { schema: schemaIn(validator) }]
    })
    this.#collections = new Map(entries)
    this.#fitting = new WeakSet()
  }

  /** Refuses a model whose collection is missing or lacks fields; what is not known yet is asked for once more. */
  async check(model: ModelShape, db: Db): Promise<void> {
    if (this.#fits(model)) return
    await this.read(db)
    if (!this.#fits(model)) throw this.#problem(model)
  }

  /** Whether a model was found to fit, so that nobody has to wait for the answer. */
  #fits(model: ModelShape): boolean {
    if (this.#fitting.has(model)) return true
    const known = this.find(model.table)
    if (known === undefined || missingIn(known, model).length > 0) return false
    this.#fitting.add(model)
    return true
  }

  #problem(model: ModelShape) {
    const known = this.find(model.table)
    if (known === undefined)
      return mismatch(model, `there is no collection '${model.table}': run db.sync() or a migration.`)
    const names = missingIn(known, model).join(', ')
    return mismatch(
      model,
      `the collection '${model.table}' does not know ${names}: run db.sync() or a migration.`,
    )
  }
}

/** The fields of a model that the schema of its collection does not name. */
export const missingIn = ({ schema }: Known, model: ModelShape): string[] =>
  schema === undefined
    ? []
    : model.fields.filter((field) => !(columnOf(model, field) in schema.properties)).map(({ name }) => name)
