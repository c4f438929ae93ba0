import type { ClientSession, Db, Document } from 'mongodb'
import type { ModelShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import type { RecordedChange, Recorder } from '../../store/record-changes.ts'
import { recorderOf } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import { changesIn, positionOf } from './change-tables.ts'
import { codecOf } from './codecs.ts'
import { columnOf } from './columns.ts'
import type { Id } from './driver.ts'
import { collectionOf, DECODED, driver, identityOf } from './driver.ts'

/** What a transaction has changed, until it tells of it as the last that it does. */
export class Recorded {
  #changes: RecordedChange[] = []

  /** How many there are: the place to go back to. */
  get count(): number {
    return this.#changes.length
  }

  add(changes: readonly RecordedChange[]): void {
    for (const change of changes) this.#changes.push(change)
  }

  /** Forgets what came behind a place. */
  undo(place: number): void {
    this.#changes.length = place
  }

  /** Stores them under the number of the commit. */
  async store(db: Db, session: ClientSession, number: number): Promise<void> {
    const at = new Date()
    const documents = this.#changes.map((change, i) => ({
      ...{ _id: positionOf(number, i + 1), first: i === 0 },
      ...{ ...change, at },
    }))
    await changesIn(db).insertMany(documents, { session })
  }
}

/** Where the changes of a model are noted. */
interface Place {
  readonly db: Db
  readonly session: ClientSession
}

/** Reads documents of a model as rows, of which its recorder makes changes. */
export class Recording {
  readonly recorder: Recorder
  readonly #table: string
  readonly #row: (document: Document) => Row

  constructor(model: ModelShape, recorder: Recorder) {
    this.recorder = recorder
    this.#table = model.table
    const columns = model.fields.map((field) => [columnOf(model, field), codecOf(field).decode] as const)
    this.#row = (document) =>
      columns.map(([column, decode]) => {
        const raw: unknown = document[column] ?? null
        return raw === null || decode === undefined ? raw : decode(cast<never>(raw, 'read as its field is'))
      })
  }

  /** The rows of documents as they are now, in the order of their `_id`s. */
  async rows({ db, session }: Place, ids: readonly Id[]): Promise<Row[]> {
    const found = await collectionOf(db, this.#table)
      .find({ _id: { $in: ids } }, { session })
      .toArray()
    const byId = new Map(found.map((document) => [identityOf(document._id), document]))
    return ids.flatMap((id) => {
      const document = byId.get(identityOf(id))
      return document === undefined ? [] : [this.#row(document)]
    })
  }

  /** The rows of documents that are about to be stored: as they will be read. */
  rowsOf(documents: readonly Document[]): Row[] {
    const { BSON } = driver()
    return documents.map((document) => this.#row(BSON.deserialize(BSON.serialize(document), DECODED)))
  }
}

/** The recording of a model, or undefined where it does not record its changes. */
export function recordingOf(model: ModelShape): Recording | undefined {
  const recorder = recorderOf(model)
  return recorder && new Recording(model, recorder)
}
