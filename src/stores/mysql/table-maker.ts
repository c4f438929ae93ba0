import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Dialect } from '../sql/dialect.ts'
import { unfilled } from '../sql/mismatch.ts'
import type { FoundTable } from './catalog.ts'
import type { Connection } from './connection.ts'
import { convertError } from './errors.ts'
import type { PhysicalIndex } from './physical-index.ts'
import { physicalIndex } from './physical-index.ts'
import type { Server } from './server.ts'
import { MysqlTables } from './table.ts'

const tooLongToRefer = ({ name }: ModelShape, field: FieldShape): PrometheusError => {
  const message = `${name}.${field.name} refers to a key that is too long for an index of MySQL: give the key a \`maxLength\` of 768 at most.`
  return new PrometheusError('UNSUPPORTED', message, { model: name, field: field.name })
}

/** Makes what models need and the database lacks. */
export class TableMaker {
  readonly #connection: Connection
  readonly #tables: MysqlTables

  constructor(connection: Connection, dialect: Dialect, server: Server) {
    this.#connection = connection
    this.#tables = new MysqlTables(dialect, server)
  }

  /** The table, its columns and its indexes. Each statement is kept by itself: what fails goes on with the next call. */
  async make(model: ModelShape, found: FoundTable | undefined): Promise<void> {
    if (found === undefined) {
      await this.#run(this.#tables.createTable(model), model)
      return
    }
    const present = new Set(found.columns.map(({ name }) => name))
    for (const field of model.fields) if (!present.has(field.column)) await this.#addColumn(field, model)
    const indexes = new Set(found.indexes.map(({ name }) => name))
    for (const index of model.indexes) await this.#addIndex(physicalIndex(index), model, { present, indexes })
  }

  /** References, when all tables are there. */
  async refer(model: ModelShape, found: FoundTable | undefined, tables: ReadonlySet<string>): Promise<void> {
    for (const field of model.fields) {
      const { ref, column } = field
      if (ref === undefined || !tables.has(ref.table) || found?.references.has(column)) continue
      if (physicalIndex({ name: '', fields: [field], unique: true }).computed.length > 0)
        throw tooLongToRefer(model, field)
      await this.#run(this.#tables.addReference(field, model), model)
    }
  }

  async #run(text: string, model: ModelShape): Promise<unknown> {
    try {
      return await this.#connection.script(text)
    } catch (error) {
      throw convertError(error, { plan: { kind: 'count', model, where: { op: 'always' } } })
    }
  }

  /** The server would fill a required column with zeros and empty texts. */
  async #addColumn(field: FieldShape, model: ModelShape): Promise<void> {
    if (!field.nullable && field.default === undefined) {
      const rows = await this.#run(this.#tables.anyRow(model), model)
      if (Array.isArray(rows) && rows.length > 0) throw unfilled(model, field)
    }
    await this.#run(this.#tables.addColumn(field, model), model)
  }

  async #addIndex(
    { index, computed, search }: PhysicalIndex,
    model: ModelShape,
    { present, indexes }: { readonly present: Set<string>; readonly indexes: Set<string> },
  ): Promise<void> {
    for (const column of computed) {
      if (present.has(column.name)) continue
      await this.#run(this.#tables.addComputed(column, model), model)
      present.add(column.name)
    }
    for (const one of search === undefined ? [index] : [index, search]) {
      if (indexes.has(one.name)) continue
      await this.#run(this.#tables.createIndex(one, model), model)
      indexes.add(one.name)
    }
  }
}
