import type { Db, Document } from 'mongodb'
import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters, UpdatePlan } from '../../store/contract.ts'
import type { Updated } from '../../store/record-changes.ts'
import { changeOfAll } from './assignments.ts'
import type { Change } from './change.ts'
import type { Work } from './connection.ts'
import type { Id, Stored } from './driver.ts'
import { collectionOf, EXACT } from './driver.ts'
import type { Recording } from './recorded.ts'
import { recordingOf } from './recorded.ts'
import type { Target } from './target.ts'
import { targetOf } from './target.ts'
import type { Fill } from './template.ts'
import { compileTemplate } from './template.ts'
import { touchWitnesses } from './touch.ts'
import type { Unique } from './unique.ts'
import { checkUniques, columnsOfUnique, uniquesOf } from './unique.ts'

const ids = (documents: readonly Stored[]): Id[] => documents.map(({ _id }) => _id)

/** Names under which the documents of an update are read with what it would make of them. */
const AFTER = 'after'
const PROBLEMS = 'problems'

/** An update that is ready to run. */
export class Update {
  readonly #model: ModelShape
  readonly #change: Change
  readonly #uniques: readonly Unique[]
  readonly #target: Target
  readonly #pipeline: Fill<Document[]>
  /** No document for which the change is a problem. */
  readonly #fits: Fill<Document>
  readonly #recording: Recording | undefined
  readonly #updated: Updated | undefined

  constructor({ model, set, where, op = 'update' }: Omit<UpdatePlan, 'kind'>) {
    this.#model = model
    this.#change = changeOfAll(model, set)
    const changed = Object.keys(this.#change.values)
    this.#uniques = uniquesOf(model).filter((unique) =>
      columnsOfUnique(unique).some((column) => changed.includes(column)),
    )
    this.#target = targetOf(model, where, this.#look())
    this.#pipeline = compileTemplate([{ $set: this.#change.values }])
    this.#recording = recordingOf(model)
    const fields = set.map(({ field }) => field)
    this.#updated = this.#recording?.recorder.updating(op, fields)
    const tests = this.#change.problems.map(({ test }) => test)
    this.#fits = compileTemplate(tests.length === 0 ? {} : { $expr: { $not: [{ $or: tests }] } })
  }

  /** Changes one document in one command, where that is all there is to do; else undefined. */
  async atOnce(db: Db, parameters: Parameters): Promise<number | undefined> {
    this.#change.check?.(parameters)
    const single = '_id' in this.#change.values ? undefined : await this.#target.single(db, parameters)
    if (single === undefined) return undefined
    const filter = { $and: [single, this.#fits(parameters)] }
    const { matchedCount } = await collectionOf(db, this.#model.table).updateOne(
      filter,
      this.#pipeline(parameters),
    )
    return matchedCount === 0 && this.#change.problems.length > 0 ? undefined : matchedCount
  }

  /** Changes a document in one command and gives it, where it fits and that is all there is to do; else undefined. */
  async oneAtOnce(db: Db, parameters: Parameters, _id: Id): Promise<Stored | undefined> {
    this.#change.check?.(parameters)
    const asked = this.#target.filter(parameters)
    if (asked === undefined || '_id' in this.#change.values) return undefined
    const filter = { $and: [{ _id }, asked, this.#fits(parameters)] }
    const collection = collectionOf(db, this.#model.table)
    const options = { returnDocument: 'after' } as const
    return (await collection.findOneAndUpdate(filter, this.#pipeline(parameters), options)) ?? undefined
  }

  /** Changes the documents that match, or none of them; `within` narrows them. */
  async run(work: Work, parameters: Parameters, within?: Document): Promise<Id[]> {
    this.#change.check?.(parameters)
    const found = await this.#target.read(work, parameters, within)
    if (found.length === 0) return []
    this.#refuse(found)
    if (work.goesOn) await this.#checkUniques(work, found)
    await touchWitnesses(work, found, this.#target.witnesses)
    await work.journal.changes(work.db, work.session, this.#model.table, ids(found))
    return this.#record(work, ids(found), async () => {
      if (this.#hasToMove(found)) return this.#move(work, ids(found), parameters)
      const filter = { _id: { $in: ids(found) } }
      const collection = collectionOf(work.db, this.#model.table)
      await collection.updateMany(filter, this.#pipeline(parameters), { session: work.session })
      return ids(found)
    })
  }

  /** Notes how documents are before they are changed, and after. */
  async #record(work: Work, found: readonly Id[], change: () => Promise<Id[]>): Promise<Id[]> {
    if (this.#recording === undefined || this.#updated === undefined) return change()
    const before = await this.#recording.rows(work, found)
    const changed = await change()
    work.recorded.add(this.#updated(before, await this.#recording.rows(work, changed)))
    return changed
  }

  /** What has to be known of each document before it is changed. */
  #look(): Document {
    const columns = [...new Set(this.#uniques.flatMap(columnsOfUnique))]
    const after = columns.map((column) => [column, this.#change.values[column] ?? `$${column}`])
    return {
      ...(columns.length > 0 && { [AFTER]: Object.fromEntries(after) }),
      ...(this.#change.problems.length > 0 && { [PROBLEMS]: this.#change.problems.map(({ test }) => test) }),
    }
  }

  #refuse(found: readonly Stored[]): void {
    for (const one of found) {
      const tests = (one[PROBLEMS] ?? []) as readonly unknown[]
      const problem = this.#change.problems[tests.indexOf(true)]
      if (problem !== undefined) throw problem.error()
    }
  }

  async #checkUniques(work: Work, found: readonly Stored[]): Promise<void> {
    if (this.#uniques.length === 0) return
    const documents = found.map((one) => one[AFTER] as Document)
    await checkUniques(work, this.#model, this.#uniques, { documents, replaced: ids(found) })
  }

  /** An `_id` cannot be changed; and of several documents one might meet the value that another one still has. */
  #hasToMove(found: readonly Stored[]): boolean {
    return '_id' in this.#change.values || (this.#uniques.length > 0 && found.length > 1)
  }

  /** Removes the documents and inserts them as they are to be. */
  async #move({ db, session, journal }: Work, gone: readonly Id[], parameters: Parameters): Promise<Id[]> {
    const collection = collectionOf(db, this.#model.table)
    const pipeline = [{ $match: { _id: { $in: gone } } }, ...this.#pipeline(parameters)]
    const made = await collection.aggregate<Stored>(pipeline, { session, ...EXACT }).toArray()
    await collection.deleteMany({ _id: { $in: gone } }, { session })
    journal.inserts(this.#model.table, ids(made))
    await collection.insertMany(made, { session })
    return ids(made)
  }
}
