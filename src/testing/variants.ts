import { actions } from '../access/actions.ts'
import type { Store } from '../store/contract.ts'
import type { SuiteDatabase, SuiteScope } from './models.ts'
import { connect, defineMixin, hooksFor, modelsFor } from './models.ts'
import type { Capability } from './scenario.ts'

/** A way in which the whole suite runs once more. */
export interface Variant {
  readonly name: string
  /** Capabilities without which the variant is not run. */
  readonly needs?: readonly Capability[]
  /** Whether scenarios run inside a transaction, so that those which must be alone in none are left out. */
  readonly nested?: boolean
  /** Whether scenarios run for a session, so that those about code without one are left out. */
  readonly session?: boolean
  /** Connects the suite's models to a store. */
  connect(store: Store): Promise<SuiteDatabase>
  /** Runs a scenario with the database that it is to use. */
  run(db: SuiteDatabase, scenario: (db: SuiteScope) => Promise<void>): Promise<void>
}

const plainConnect = (store: Store): Promise<SuiteDatabase> =>
  connect({ models: modelsFor(store.capabilities), store, sync: true })

/** The database as it is. */
export const plain: Variant = {
  name: 'plain',
  connect: plainConnect,
  run: (db, scenario) => scenario(db),
}

/** Every scenario inside one transaction, which is then committed. */
export const insideTransaction: Variant = {
  name: 'inside a transaction',
  needs: ['transactions', 'savepoints'],
  nested: true,
  connect: plainConnect,
  run: (db, scenario) => db.transaction(scenario),
}

/** Models with a mixin that changes nothing and whose hooks do nothing; their changes are recorded where they can be. */
export const throughMixin: Variant = {
  name: 'through a mixin and hooks that do nothing',
  connect(store) {
    const hooks = Object.fromEntries(hooksFor(store.capabilities).map((name) => [name, () => undefined]))
    return connect({ models: modelsFor(store.capabilities, [defineMixin({ hooks })]), store, sync: true })
  },
  run: (db, scenario) => scenario(db),
}

/** Models that allow everything to everybody, used by a session. */
export const throughPolicy: Variant = {
  name: 'through a policy that allows everything',
  session: true,
  connect(store) {
    const permissions = Object.fromEntries(actions.map((action) => [action, ['anyone']]))
    return connect({
      models: modelsFor(store.capabilities, [defineMixin({ permissions })]),
      store,
      sync: true,
    })
  },
  run: (db, scenario) => scenario(db.as({ user: { id: 'somebody' } })),
}

/** The variants in which a store's suite runs. */
export const variants: readonly Variant[] = [plain, insideTransaction, throughMixin, throughPolicy]
