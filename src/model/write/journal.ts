import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { Journal, RowChange } from '../row-change.ts'
import { runTogether } from '../run-transaction.ts'
import type { Binding } from '../scope.ts'

/** What a write gives, and what it has changed. */
export interface Written<T> {
  readonly result: T
  readonly changes: readonly RowChange[]
}

/** Runs a write of a model that keeps a journal: the write and its entries are one transaction. */
export function journaled<T>(
  { model, scope }: Binding,
  journal: Journal,
  write: (inside: Binding) => MaybePromise<Written<T>>,
): Promise<T> {
  return runTogether(scope, async (tx) => {
    const inside = { model, scope: { ...scope, tx } }
    const { result, changes } = await write(inside)
    const { enter } = cast<Journal<Binding>>(journal, 'a journal takes the binding of its model')
    if (changes.length > 0) await enter(inside, changes)
    return result
  })
}
