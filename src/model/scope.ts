import { PrometheusError } from '../errors/error.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { Core } from './core.ts'
import type { TransactionScope } from './transaction-scope.ts'
import { outsideError } from './transaction-scope.ts'

/** On whose behalf queries run: nobody was named, trusted code with its reason, or a session. */
export type Caller =
  | { readonly kind: 'code' }
  | { readonly kind: 'system'; readonly reason: string }
  | { readonly kind: 'session'; readonly session: object | null }

/** Where queries run: the database, the transaction if there is one, and on whose behalf. */
export interface Scope {
  readonly core: Core<TransactionScope>
  readonly tx: TransactionScope | null
  readonly caller: Caller
}

/** The transaction in which statements of a scope run: its own, or inside a hook that of the hook. */
export function transactionIn({ core, tx }: Scope): TransactionScope | null {
  const joined = core.joined
  if (joined !== undefined && (tx === null || tx.encloses(joined))) return joined
  if (tx === null && core.current !== undefined) throw outsideError()
  return tx
}

/** A model in a scope: all that a query needs to know. */
export interface Binding {
  readonly model: ConnectedModel
  readonly scope: Scope
}

/** Refuses a guarded model where nobody says on whose behalf it is used. */
export function checkReach({ model, scope }: Binding): void {
  if (!model.guarded || scope.caller.kind === 'system') return
  if (scope.caller.kind === 'code') {
    const message = `${model.name} declares who may do what: use db.as(session).${model.name}, or db.system('reason').${model.name} in trusted code.`
    throw new PrometheusError('SESSION_REQUIRED', message, { model: model.name })
  }
  const message = `${model.name} declares who may do what, which this version does not enforce yet: only db.system('reason').${model.name} reaches it.`
  throw new PrometheusError('UNSUPPORTED', message, { model: model.name })
}
