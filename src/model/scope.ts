import type { ConnectedModel } from './connected-model.ts'
import type { Core } from './core.ts'
import type { Guard } from './guard.ts'
import type { TransactionScope } from './transaction-scope.ts'
import { outsideError } from './transaction-scope.ts'

/** On whose behalf queries run: nobody was named, trusted code with its reason, or a session. */
export type Caller =
  | { readonly kind: 'code' }
  | { readonly kind: 'system'; readonly reason: string }
  | { readonly kind: 'session'; readonly access: { readonly session: object } | null }

/** Where a bound model class keeps its binding. */
export const BINDING: unique symbol = Symbol('prometheus-odm.binding')

/** A class that may be bound to a database. */
export interface Bindable {
  readonly modelName?: string
  readonly [BINDING]?: Binding
}

/** Where queries run: the database, the transaction if there is one, and on whose behalf. */
export interface Scope {
  readonly core: Core<TransactionScope>
  readonly tx: TransactionScope | null
  /** Of a transaction: gives the scope around it, on the same behalf. */
  readonly outer?: () => Scope
  readonly caller: Caller
  /** What the caller may do; null where code is trusted, or nothing is guarded. */
  readonly guard: Guard<Binding> | null
  /** The class of a model in this scope, for the records of relations. */
  readonly classOf: (model: string) => Bindable
}

/** The transaction in which statements of a scope run: its own, or inside a hook that of the hook. */
export function transactionIn({ core, tx }: Scope): TransactionScope | null {
  const joined = core.joined
  if (joined !== undefined && (tx === null || tx.closed || tx.encloses(joined))) return joined
  if (tx === null && core.current !== undefined) throw outsideError()
  return tx
}

/** The scope, or where its transaction has ended, the one around it in which none has. */
export const openScope = (scope: Scope): Scope =>
  scope.tx?.closed && scope.outer !== undefined ? openScope(scope.outer()) : scope

/** A model in a scope: all that a query needs to know. */
export interface Binding {
  readonly model: ConnectedModel
  readonly scope: Scope
}

/** The same model for what the library does by itself: nobody is asked. */
export const trusted = ({ model, scope }: Binding): Binding =>
  scope.guard === null ? { model, scope } : { model, scope: { ...scope, guard: null } }
