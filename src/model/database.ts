import { PrometheusError } from '../errors/error.ts'
import { unknownName } from '../schema/unknown.ts'
import { cast } from '../support/cast.ts'
import { nameText } from '../support/name-text.ts'
import { boundClass } from './binding.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { Core } from './core.ts'
import type { ModelClass } from './define-model.ts'
import type { Events } from './events.ts'
import { checkTransaction, runTransaction } from './run-transaction.ts'
import type { Scope } from './scope.ts'
import { transactionIn } from './scope.ts'
import type { AfterCommit, TransactionScope } from './transaction-scope.ts'
import { runAfterCommit } from './transaction-scope.ts'
import type { StorePool, TransactionOptions } from './types/db-type.ts'

/** The model classes of a database by name. */
export type ModelClasses = ReadonlyMap<string, ModelClass>

/** Gives the database around a transaction. */
type Outer = () => ScopedDatabase

/** Of a scope, what is given; the rest follows from the database. */
type GivenScope = Omit<Scope, 'classOf' | 'outer'>

/** On whose behalf queries run, and what they may do. */
type Behalf = Pick<Scope, 'caller' | 'guard'>

function bind(scope: Scope, Model: ModelClass, name: string): ModelClass {
  const model = cast<ConnectedModel>(scope.core.models.get(name), 'each class was connected under its name')
  const Bound = boundClass(Model, { model, scope })
  scope.core.watch?.watch(Bound, model)
  return Bound
}

/** What databases, sessions and transactions have alike: models, bound as they are first used, and scopes inside. */
export class ScopedDatabase {
  readonly #given: GivenScope
  readonly #classes: ModelClasses
  readonly #outer: Outer | undefined
  #made: Scope | undefined
  #bound: Map<string, ModelClass> | undefined

  constructor(given: GivenScope, classes: ModelClasses, outer?: Outer) {
    this.#given = given
    this.#classes = classes
    this.#outer = outer
  }

  /** Made when it is first used: a session is bound for each request, and asks of few models. */
  get #scope(): Scope {
    this.#made ??= this.#makeScope()
    return this.#made
  }

  #makeScope(): Scope {
    const { core, tx, caller, guard } = this.#given
    const outer = this.#outer
    const own = { core, tx, caller, guard, classOf: (name: string) => this.model(name) }
    return outer === undefined ? own : { ...own, outer: () => outer().#scope }
  }

  /** The model of a name. */
  model(name: string): ModelClass {
    const known = this.#bound?.get(name)
    if (known !== undefined) return known
    const Model = this.#classes.get(name)
    const shown = nameText(name)
    if (Model === undefined)
      throw unknownName('The database', `model '${shown}'`, shown, this.#classes.keys())
    const bound = bind(this.#scope, Model, name)
    this.#bound ??= new Map()
    this.#bound.set(name, bound)
    return bound
  }

  /** The same as a session may see and change it; null is a guest. */
  as(session: object | null): ScopedDatabase {
    if (session === undefined)
      throw new PrometheusError('SESSION_REQUIRED', 'as() needs a session, or null for a guest.')
    const { core, tx } = this.#given
    const guard = core.guards?.as(session) ?? null
    return this.#inside(tx, { caller: { kind: 'session', access: guard?.access ?? null }, guard })
  }

  /** The same as trusted code sees it. */
  system(reason: string): ScopedDatabase {
    if (typeof reason !== 'string' || reason.trim() === '')
      throw new PrometheusError('MISUSE', "system() needs a reason, such as 'nightly import'.")
    const { core, tx } = this.#given
    core.events.emit('system', { reason })
    return this.#inside(tx, { caller: { kind: 'system', reason }, guard: null })
  }

  /** Runs a function in a transaction, or in a savepoint of this one. */
  async transaction<T>(
    run: (tx: ScopedDatabase) => T | Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    checkTransaction(run, options)
    return runTransaction(this.#scope, options, (tx) => run(this.#inside(tx, this.#given, () => this)))
  }

  /** Runs a function when the transaction around this call is committed, and never if it is undone; outside of any, at once. */
  afterCommit(run: AfterCommit): void {
    if (typeof run !== 'function') throw new PrometheusError('MISUSE', 'afterCommit() takes a function.')
    const tx = transactionIn(this.#scope)
    if (tx === null) void runAfterCommit(this.#scope.core, [run])
    else tx.afterCommit(run)
  }

  /** What was changed, for trusted code. */
  get changes(): object {
    const { changes } = this.#scope.core
    if (changes === undefined)
      throw new PrometheusError('MISUSE', 'No model records its changes: give one `changes: true`.')
    return changes.in(this.#scope, cast<never>(this.#transact, 'it is called with a scope'))
  }

  /** Runs a function in a transaction, with the scope beside the database. */
  readonly #transact = <T>(run: (tx: ScopedDatabase, scope: Scope) => Promise<T>): Promise<T> =>
    this.transaction((tx) => run(tx, tx.#scope))

  #inside(
    tx: TransactionScope | null,
    { caller, guard }: Behalf,
    outer = this.#outer && this.#outerFor({ caller, guard }),
  ): ScopedDatabase {
    const Same = this.constructor as typeof ScopedDatabase
    return new Same({ core: this.#given.core, tx, caller, guard }, this.#classes, outer)
  }

  /** What is around this transaction, on another's behalf. */
  #outerFor(behalf: Behalf): Outer | undefined {
    const outer = this.#outer?.()
    return outer && (() => outer.#inside(outer.#given.tx, behalf))
  }
}

/** A class of scoped databases that has the models as properties. */
export function createScopedClass(names: Iterable<string>): typeof ScopedDatabase {
  const Scoped = class extends ScopedDatabase {}
  for (const name of names) {
    Object.defineProperty(Scoped.prototype, name, {
      get(this: ScopedDatabase) {
        return this.model(name)
      },
      enumerable: true,
    })
  }
  return Scoped
}

/** What the database alone has, beside its models and scopes. */
export interface DatabaseControl {
  sync(): Promise<void>
  close(): Promise<void>
  pools(): readonly StorePool[]
  on: Events['on']
}

/** The controls of a connected database. */
export function createControl(core: Core<TransactionScope>): DatabaseControl {
  return {
    async sync() {
      for (const store of core.stores) await store.sync()
    },
    async close() {
      await core.changes?.close()
      core.closed = true
      for (const store of core.stores) await store.close()
    },
    pools: () =>
      [...core.stores].flatMap((store) => {
        const { name, place = { system: name } } = store
        const pool = store.pool?.()
        return pool === undefined ? [] : [{ store: name, place, ...pool }]
      }),
    on: (event, listener) => core.events.on(event, listener),
  }
}
