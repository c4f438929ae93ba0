import type { Row } from '../store/contract.ts'
import { asking } from './asking.ts'
import { validate } from './nested/validate.ts'
import { LOAD } from './new-record.ts'
import { count, exists } from './read/count.ts'
import { find, findOne } from './read/find.ts'
import { findById } from './read/find-by-id.ts'
import { page } from './read/page.ts'
import { stream } from './read/stream.ts'
import { RecordBase } from './record.ts'
import type { Bindable } from './scope.ts'
import { destroy } from './write/destroy-record.ts'
import { create, save } from './write/save.ts'
import { load, reload } from './write/stored-row.ts'
import { updateWhere } from './write/update.ts'

type RareCalls = typeof import('./rare-calls.ts')

let rareCalls: Promise<RareCalls> | undefined

/** The calls that are loaded with the first of them. */
function loadRareCalls() {
  rareCalls ??= import('./rare-calls.ts')
  return rareCalls
}

async function handOver<T>(record: RecordBase, run: (calls: RareCalls) => Promise<T>): Promise<T> {
  const calls = await loadRareCalls()
  return asking(record.constructor as Bindable, () => run(calls))
}

/** What every model class extends: the writes of records, and the queries of models. */
export class ModelBase extends RecordBase {
  /** The model's name; each defined model has its own. */
  static readonly modelName: string = ''

  static [LOAD](key: unknown): Promise<Row | null> {
    return asking(this, () => load(this, key))
  }

  save(): Promise<unknown> {
    return asking(this.constructor as Bindable, () => save(this))
  }
  destroy(): Promise<void> {
    return asking(this.constructor as Bindable, () => destroy(this))
  }
  validate(): Promise<unknown> {
    return asking(this.constructor as Bindable, () => validate(this))
  }
  reload(): Promise<unknown> {
    return asking(this.constructor as Bindable, () => reload(this))
  }
  transfer(to: unknown): Promise<unknown> {
    return handOver(this, (calls) => calls.transfer(this, to))
  }
  accept(): Promise<unknown> {
    return handOver(this, (calls) => calls.accept(this))
  }
  decline(): Promise<unknown> {
    return handOver(this, (calls) => calls.decline(this))
  }
  withdraw(): Promise<unknown> {
    return handOver(this, (calls) => calls.withdraw(this))
  }

  static find(args?: unknown): Promise<unknown> {
    return asking(this, () => find(this, args))
  }
  static findOne(args?: unknown): Promise<unknown> {
    return asking(this, () => findOne(this, args))
  }
  static findById(key: unknown, args?: unknown): Promise<unknown> {
    return asking(this, () => findById(this, key, args))
  }
  static page(args?: unknown): Promise<unknown> {
    return asking(this, () => page(this, args))
  }
  static stream(args?: unknown): AsyncIterable<unknown> {
    return stream(this, args)
  }
  static count(where?: unknown): Promise<number> {
    return asking(this, () => count(this, where))
  }
  static exists(where?: unknown): Promise<boolean> {
    return asking(this, () => exists(this, where))
  }
  static async aggregate(args: unknown): Promise<unknown> {
    const { aggregate } = await loadRareCalls()
    return asking(this, () => aggregate(this, args))
  }
  static async can(action: unknown, asked?: object): Promise<unknown> {
    const { can } = await loadRareCalls()
    return asking(this, () => can(this, action, asked))
  }
  static async explain(action: unknown, asked?: object): Promise<unknown> {
    const { explain } = await loadRareCalls()
    return asking(this, () => explain(this, action, asked))
  }
  static create(values: unknown): Promise<unknown> {
    return asking(this, () => create(this, values))
  }
  static async insertMany(values: unknown): Promise<number> {
    const { insertMany } = await loadRareCalls()
    return asking(this, () => insertMany(this, values))
  }
  static async upsert(args: unknown): Promise<unknown> {
    const { upsert } = await loadRareCalls()
    return asking(this, () => upsert(this, args))
  }
  static updateWhere(where: unknown, values: unknown): Promise<number> {
    return asking(this, () => updateWhere(this, where, values))
  }
  static async destroyWhere(where: unknown): Promise<number> {
    const { destroyWhere } = await loadRareCalls()
    return asking(this, () => destroyWhere(this, where))
  }
}
