import type { ClientSession, Db, Document } from 'mongodb'
import { isPrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Parameters, Row, UpsertPlan } from '../../store/contract.ts'
import { columnOf, rowMaker } from './columns.ts'
import type { Work } from './connection.ts'
import type { Id, Stored } from './driver.ts'
import { collectionOf } from './driver.ts'
import { Insert } from './insert.ts'
import { targetOf } from './target.ts'
import { Update } from './update.ts'

const namesOf = (model: ModelShape, fields: readonly FieldShape[]): string[] =>
  fields.map((field) => columnOf(model, field))

/** Where a read belongs: in a transaction, or in none. */
interface Scope {
  readonly db: Db
  readonly session?: ClientSession
}

/** An upsert that is ready to run. */
export class Upsert {
  readonly #plan: UpsertPlan
  readonly #insert: Insert
  readonly #update: Update | undefined
  readonly #fits: ReturnType<typeof targetOf>
  readonly #row: (document: Document) => Row

  constructor(plan: UpsertPlan) {
    const { model, fields, set, where } = plan
    this.#plan = plan
    this.#insert = new Insert(model, fields)
    this.#update = set.length === 0 ? undefined : new Update({ model, set, where })
    this.#fits = targetOf(model, where)
    this.#row = rowMaker(namesOf(model, model.fields))
  }

  /** Does it by single commands, so that upserts at once do not meet in transactions; undefined where that is not enough. */
  async atOnce(db: Db, parameters: Parameters): Promise<Row[] | undefined> {
    const found = await this.#find({ db }, parameters)
    if (found === null) {
      const { documents } = await this.#insert.make(db, [parameters])
      for (const document of documents) await this.#insert.one(db, document)
      const ids = documents.map(({ _id }) => _id)
      const rows = await this.#read({ db }, ids)
      return rows.length > 0 ? rows : undefined
    }
    const changed = await this.#update?.oneAtOnce(db, parameters, found._id)
    return changed && [this.#row(changed)]
  }

  /** Inserts the record, or changes the one that is there already; gives it, or nothing where that does not fit. */
  async run(work: Work, parameters: Parameters): Promise<Row[]> {
    const found = await this.#find(work, parameters)
    if (found === null) return [await this.#create(work, parameters)]
    const within = { _id: found._id }
    const changed =
      this.#update === undefined
        ? (await this.#fits.read(work, parameters, within)).map(({ _id }) => _id)
        : await this.#update.run(work, parameters, within)
    return this.#read(work, changed)
  }

  /** Whether an error says that somebody else has inserted the record meanwhile. */
  meetsItself(error: unknown): boolean {
    if (!isPrometheusError(error) || error.code !== 'UNIQUE_VIOLATION') return false
    const names = this.#plan.target.fields.map(({ name }) => name)
    return names.join() === error.details.fields?.join()
  }

  /** The record with the same values of the target; where one of them is null, there is none. */
  async #find({ db, session }: Scope, parameters: Parameters): Promise<Stored | null> {
    const { model, target } = this.#plan
    const given = this.#insert.given(parameters)
    const names = namesOf(model, target.fields)
    if (names.some((name) => given[name] === undefined)) return null
    const same = names.map((name) => [name, { $eq: given[name] }] as const)
    const living = target.whereNull === undefined ? {} : { [columnOf(model, target.whereNull)]: null }
    const filter = { ...Object.fromEntries(same), ...living }
    return collectionOf(db, model.table).findOne(filter, {
      ...(session && { session }),
      projection: { _id: 1 },
    })
  }

  async #create(work: Work, parameters: Parameters): Promise<Row> {
    const { documents } = await this.#insert.make(work.db, [parameters])
    await this.#insert.run(work, documents)
    const [row] = await this.#read(
      work,
      documents.map(({ _id }) => _id),
    )
    return row ?? []
  }

  async #read({ db, session }: Scope, ids: readonly Id[]): Promise<Row[]> {
    if (ids.length === 0) return []
    const collection = collectionOf(db, this.#plan.model.table)
    return (await collection.find({ _id: { $in: ids } }, session && { session }).toArray()).map(this.#row)
  }
}
