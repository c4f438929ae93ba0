import type { Db, Document } from 'mongodb'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { columnOf, documentMaker } from './columns.ts'
import type { Work } from './connection.ts'
import { autoKey, passNumber, takeNumbers } from './counters.ts'
import type { Id, Stored } from './driver.ts'
import { collectionOf, driver } from './driver.ts'
import type { Recording } from './recorded.ts'
import { recordingOf } from './recorded.ts'
import type { Unique } from './unique.ts'
import { checkUniques, uniquesOf } from './unique.ts'
import { notNullViolation } from './violations.ts'

/** Documents that are ready to be inserted. */
export interface Made {
  readonly documents: readonly Stored[]
  /** The keys that the store made or was given, of a model whose keys are numbers of its own. */
  readonly keys: readonly unknown[]
}

/** An insert of rows that hold some fields of a model. */
export class Insert {
  readonly #model: ModelShape
  readonly #make: (values: Row) => Document
  readonly #auto: FieldShape | undefined
  readonly #uniques: readonly Unique[]
  readonly #recording: Recording | undefined

  constructor(model: ModelShape, fields: readonly FieldShape[]) {
    this.#model = model
    this.#make = documentMaker(model, fields)
    this.#auto = autoKey(model)
    this.#uniques = uniquesOf(model)
    this.#recording = recordingOf(model)
  }

  /** What a row holds, by name, and nothing else. */
  given(row: Row): Document {
    return this.#make(row)
  }

  /** Makes documents of rows: with numbers where the store makes the key, and an `_id` in any case. */
  async make(db: Db, rows: readonly Row[]): Promise<Made> {
    const documents = rows.map(this.#make)
    if (this.#auto !== undefined) await this.#number(db, documents)
    for (const document of documents) {
      document._id ??= new (driver().ObjectId)()
      this.#checkNulls(document)
    }
    const keys = this.#auto === undefined ? [] : documents.map(({ _id }) => Number(_id))
    return { documents: cast<readonly Stored[]>(documents, 'each was given an _id'), keys }
  }

  /** Inserts one document in one command. */
  async one(db: Db, document: Stored): Promise<void> {
    await collectionOf(db, this.#model.table).insertOne(document)
  }

  /** Inserts documents in a transaction. */
  async run(work: Work, documents: readonly Stored[]): Promise<void> {
    if (documents.length === 0) return
    const { db, session, journal, goesOn } = work
    if (goesOn) await checkUniques(work, this.#model, this.#uniques, { documents, replaced: [] })
    journal.inserts(
      this.#model.table,
      documents.map(({ _id }): Id => _id),
    )
    await collectionOf(db, this.#model.table).insertMany([...documents], { session })
    if (this.#recording !== undefined)
      work.recorded.add(this.#recording.rowsOf(documents).map(this.#recording.recorder.created))
  }

  async #number(db: Db, documents: readonly Document[]): Promise<void> {
    const given = documents.flatMap(({ _id }) => (_id === undefined ? [] : [Number(_id)]))
    if (given.length > 0) await passNumber(db, this.#model, Math.max(...given))
    const without = documents.filter(({ _id }) => _id === undefined)
    const numbers = without.length === 0 ? [] : await takeNumbers(db, this.#model, without.length)
    without.forEach((document, i) => {
      document._id = BigInt(numbers[i] ?? 0)
    })
  }

  #checkNulls(document: Document): void {
    for (const field of this.#model.fields) {
      if (!field.nullable && document[columnOf(this.#model, field)] === undefined)
        throw notNullViolation(this.#model, field)
    }
  }
}
