import { cast } from '../../support/cast.ts'
import type { ChangesAtWork, Core } from '../core.ts'
import type { Scope } from '../scope.ts'
import type { TransactionScope } from '../transaction-scope.ts'
import { DatabaseChanges } from './database-changes.ts'
import type { TransactIn } from './scoped-changes.ts'
import { ScopedChanges } from './scoped-changes.ts'

/** Makes what a database can do with changes. */
export function createChanges(core: Core<TransactionScope>): ChangesAtWork {
  const changes = new DatabaseChanges(core)
  return {
    shapesFor: (store) => changes.shapesFor(store),
    in: (scope, transact) =>
      new ScopedChanges(
        changes,
        cast<Scope>(scope, 'that of a database'),
        cast<TransactIn>(transact, 'and its transactions'),
      ),
    start: () => changes.start(),
    close: () => changes.close(),
  }
}
