import type { SessionShape } from '../../schema/session.ts'
import type { Store } from '../../store/contract.ts'
import type { Checked } from './checked.ts'
import type { Database } from './db-type.ts'
import type { AnyModel, Part, RelsOf } from './registry.ts'
import type { ReservedInDatabases } from './reserved.ts'

/** What is wrong with a relation, in words; never where it is right. */
type RelationProblem<N, K extends string, R, DB> = R extends {
  readonly '~target': infer T extends string
  readonly '~by': infer By
  readonly '~through': infer Through
}
  ? T extends keyof DB
    ? [Through] extends [string]
      ? Through extends keyof DB
        ? ByProblem<N, K, Through, By, DB>
        : `${K}: there is no model '${Through}' in models`
      : By extends string
        ? ByProblem<N, K, T, By, DB>
        : KeyProblem<K, T, R, DB>
    : `${K}: there is no model '${T}' in models`
  : never

/** `by` must be a ref of that model which leads back. */
type ByProblem<N, K extends string, T extends keyof DB & string, By, DB> = By extends string
  ? RelsOf<T, DB> extends { readonly [P in By]: { readonly '~target': infer Back; readonly '~key': unknown } }
    ? Back extends N
      ? never
      : `${K}: '${By}' of '${T}' leads to another model`
    : `${K}: model '${T}' has no ref '${By}'`
  : never

/** The key of a ref must have the type of its target's id. */
type KeyProblem<K extends string, T extends keyof DB & string, R, DB> = R extends { readonly '~key': infer V }
  ? Part<T, DB, 'attrs'> extends { readonly id: infer Id }
    ? [V, Id] extends [Id, V]
      ? never
      : `${K}: the id of '${T}' is of another type; say ref('${T}', { type: ... })`
    : never
  : never

type Problems<N extends keyof DB, DB> = {
  [K in keyof RelsOf<N, DB>]: RelationProblem<N, K & string, RelsOf<N, DB>[K], DB>
}[keyof RelsOf<N, DB>]

/** The models as they must be: a message in the place of each that is wrong. */
export type CheckModels<DB> = {
  [N in keyof DB]: N extends ReservedInDatabases
    ? `'${N}' is a member of every database: choose another name`
    : DB[N] extends { readonly modelName: N }
      ? [Problems<N, DB>] extends [never]
        ? DB[N]
        : Problems<N, DB>
      : `the key must be the model's name`
}

/** What `connect` takes. */
export interface ConnectOptions<DB> {
  /** The models by name. */
  models: Checked<DB, CheckModels<DB>>
  /** The store of every model that has none of its own. */
  store: Store
  /** Stores of single models, by the model's name. */
  stores?: { readonly [N in keyof DB]?: Store }
  /** Makes tables, columns and indexes that are missing. */
  sync?: boolean
  /**
   * Warns of one read for each record (N+1) and of statements that take `slow` milliseconds, 200 by default: by
   * `db.on('warning', …)` or else on stderr. By default where NODE_ENV is development.
   */
  warnings?: boolean | { readonly slow?: number }
}

/**
 * Connects models to stores.
 * @example
 * interface Models { User: typeof User }
 * const db = await connect<Models>({ models: { User }, store: sqlite('app.db') })
 */
export type Connect<Session extends SessionShape> = <DB extends { readonly [K in keyof DB]: AnyModel }>(
  options: ConnectOptions<DB>,
) => Promise<Database<DB, Session>>
