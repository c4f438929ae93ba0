import { PrometheusError } from '../../errors/error.ts'
import type { ConnectedModel } from '../connected-model.ts'

/** Refuses what takes several writes where the store cannot keep or undo all together; `why` says what cannot be, and what to do. */
function refuseApart({ name, store }: ConnectedModel, why: string): void {
  if (store.capabilities.transactions) return
  const message = `${name}: ${store.name} has no transactions, so ${why}.`
  throw new PrometheusError('UNSUPPORTED', message, { model: name, capability: 'transactions' })
}

/** Refuses to write related records along. */
export const requireToWriteAlong = (model: ConnectedModel): void =>
  refuseApart(model, 'related records cannot be written along: save each by itself')

/** Refuses to take along records that refer to one that is destroyed. */
export const requireToFollow = (model: ConnectedModel): void =>
  refuseApart(model, 'a record cannot take along those that refer to it: destroy or change them first')

/** Refuses to ask functions of roles of a record and then to write it, since others could write it between the two. */
export const requireToAsk = (model: ConnectedModel): void =>
  refuseApart(model, 'roles with checkRecord cannot be asked of what is written: use roles with a filter')

/** Refuses hooks that run when the record is written. */
export const requireToUndo = (model: ConnectedModel, hook: string): void =>
  refuseApart(
    model,
    `what the hook ${hook} throws could not undo the write: use afterCommit, or a hook before the write`,
  )
