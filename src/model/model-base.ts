import type { Row } from '../store/contract.ts'
import { validate } from './nested/validate.ts'
import { LOAD } from './new-record.ts'
import { aggregate } from './read/aggregate.ts'
import { count, exists } from './read/count.ts'
import { find, findOne } from './read/find.ts'
import { findById } from './read/find-by-id.ts'
import { page } from './read/page.ts'
import { stream } from './read/stream.ts'
import { RecordBase } from './record.ts'
import { destroyWhere } from './write/destroy.ts'
import { destroy } from './write/destroy-record.ts'
import { insertMany } from './write/insert.ts'
import { create, save } from './write/save.ts'
import { load, reload } from './write/stored-row.ts'
import { updateWhere } from './write/update.ts'

let upserts: typeof import('./write/upsert.ts') | undefined

/** What every model class extends: the writes of records, and the queries of models. */
export class ModelBase extends RecordBase {
  /** The model's name; each defined model has its own. */
  static readonly modelName: string = ''

  static [LOAD](key: unknown): Promise<Row | null> {
    return load(this, key)
  }

  save(): Promise<unknown> {
    return save(this)
  }
  destroy(): Promise<void> {
    return destroy(this)
  }
  validate(): Promise<unknown> {
    return validate(this)
  }
  reload(): Promise<unknown> {
    return reload(this)
  }

  static find(args?: unknown): Promise<unknown> {
    return find(this, args)
  }
  static findOne(args?: unknown): Promise<unknown> {
    return findOne(this, args)
  }
  static findById(key: unknown, args?: unknown): Promise<unknown> {
    return findById(this, key, args)
  }
  static page(args?: unknown): Promise<unknown> {
    return page(this, args)
  }
  static stream(args?: unknown): AsyncIterable<unknown> {
    return stream(this, args)
  }
  static count(where?: unknown): Promise<number> {
    return count(this, where)
  }
  static exists(where?: unknown): Promise<boolean> {
    return exists(this, where)
  }
  static aggregate(args: unknown): Promise<unknown> {
    return aggregate(this, args)
  }
  static create(values: unknown): Promise<unknown> {
    return create(this, values)
  }
  static insertMany(values: unknown): Promise<number> {
    return insertMany(this, values)
  }
  static async upsert(args: unknown): Promise<unknown> {
    // Few programs upsert: it is loaded where it is used.
    upserts ??= await import('./write/upsert.ts')
    return upserts.upsert(this, args)
  }
  static updateWhere(where: unknown, values: unknown): Promise<number> {
    return updateWhere(this, where, values)
  }
  static destroyWhere(where: unknown): Promise<number> {
    return destroyWhere(this, where)
  }
}
