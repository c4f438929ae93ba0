import { PrometheusError } from '../../errors/error.ts'
import type { ConnectedModel } from '../connected-model.ts'

/** Refuses to write related records where the store cannot keep or undo all together. */
export function requireTransactions({ name, store }: ConnectedModel): void {
  if (store.capabilities.transactions) return
  const message = `${name}: ${store.name} has no transactions, so related records cannot be written along: save each by itself.`
  throw new PrometheusError('UNSUPPORTED', message, { model: name, capability: 'transactions' })
}

let related: Promise<typeof import('./related-writes.ts')> | undefined

/** What writes related records along: it is loaded where a relation is first given something. */
export function loadRelatedWrites() {
  related ??= import('./related-writes.ts')
  return related
}
