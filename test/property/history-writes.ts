import { isPrometheusError } from 'prometheus-odm'
import type { AuditEntry } from 'prometheus-odm/mixins'
import type { LooseDatabase, LooseModel, LooseRecord } from '../../src/testing/loose.ts'
import type { Step } from './history-models.ts'
import { idAt } from './values.ts'

/** The model of documents. */
export interface Docs extends LooseModel {
  withDeleted(): Docs
  purgeWhere(where: unknown): Promise<number>
  historyOf(key: unknown): Promise<AuditEntry[]>
}
/** A document. */
export type Doc = LooseRecord & { restore(): Promise<void>; purge(): Promise<void> }

/** The documents of a database. */
export const docs = (db: LooseDatabase): Docs => db.model('Doc') as Docs

/** Thrown to undo a transaction. */
export class Undone extends Error {}

/** Does one write; gives its outcome, which is a number, or the code of a refusal. */
export async function write(
  Model: Docs,
  held: Map<number, Doc>,
  { op, at, values, where }: Step,
): Promise<unknown> {
  const id = idAt(at)
  const record = held.get(at) ?? ((await Model.withDeleted().findById(id)) as Doc | null)
  switch (op) {
    case 'create':
      return (await Model.create({ id, ...values })).isNew
    case 'insertMany':
      return Model.insertMany([{ id, ...values }])
    case 'upsert':
      return (await Model.upsert({ by: ['id'], create: { id, ...values } })).isNew
    case 'updateWhere':
      return Model.updateWhere(where, { count: 1, ...values })
    case 'updateAllWhere':
      return Model.withDeleted().updateWhere(where, { count: 1, ...values })
    case 'destroyWhere':
      return Model.destroyWhere(where)
    case 'purgeWhere':
      return Model.purgeWhere(where)
    case 'purgeAllWhere':
      return Model.withDeleted().purgeWhere(where)
    case 'save':
      return (await record?.set(values ?? {}).save())?.isNew
    case 'restore':
      return record?.restore()
    case 'purge':
      return record?.purge()
    default:
      return record?.destroy()
  }
}

/** What a write was refused by; throws what is no refusal. */
export const refusal = (error: unknown): string => {
  if (isPrometheusError(error) && error.code !== 'INTERNAL' && error.code !== 'STORE_ERROR') return error.code
  if (error instanceof Undone) return 'undone'
  throw error
}
