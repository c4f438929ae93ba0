import type { Db } from 'mongodb'
import type { DestroyPlan, Parameters } from '../../store/contract.ts'
import type { Work } from './connection.ts'
import { collectionOf } from './driver.ts'
import type { Recording } from './recorded.ts'
import { recordingOf } from './recorded.ts'
import type { Target } from './target.ts'
import { targetOf } from './target.ts'
import { touchWitnesses } from './touch.ts'

/** A destroy that is ready to run. */
export class Destroy {
  readonly #table: string
  readonly #target: Target
  readonly #recording: Recording | undefined

  constructor({ model, where }: DestroyPlan) {
    this.#table = model.table
    this.#target = targetOf(model, where)
    this.#recording = recordingOf(model)
  }

  /** Removes one document in one command, where no more can match; else undefined. */
  async atOnce(db: Db, parameters: Parameters): Promise<number | undefined> {
    const single = await this.#target.single(db, parameters)
    return single && (await collectionOf(db, this.#table).deleteOne(single)).deletedCount
  }

  /** Removes the documents that match, or none of them. */
  async run(work: Work, parameters: Parameters): Promise<number> {
    const found = await this.#target.read(work, parameters)
    if (found.length === 0) return 0
    const ids = found.map(({ _id }) => _id)
    await touchWitnesses(work, found, this.#target.witnesses)
    await work.journal.changes(work.db, work.session, this.#table, ids)
    if (this.#recording !== undefined)
      work.recorded.add((await this.#recording.rows(work, ids)).map(this.#recording.recorder.destroyed))
    const collection = collectionOf(work.db, this.#table)
    await collection.deleteMany({ _id: { $in: ids } }, { session: work.session })
    return found.length
  }
}
