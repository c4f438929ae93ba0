import type { StoreTransaction } from '../../store/contract.ts'
import { patiently } from './patience.ts'
import type { Runner } from './runner.ts'
import { begin } from './transaction.ts'

async function within<T>(tx: StoreTransaction, task: (tx: StoreTransaction) => Promise<T>): Promise<T> {
  const result = await orUndone(tx, task)
  // A commit that fails has undone all by itself.
  await tx.commit()
  return result
}

async function orUndone<T>(tx: StoreTransaction, task: (tx: StoreTransaction) => Promise<T>): Promise<T> {
  try {
    return await task(tx)
  } catch (error) {
    await tx.rollback()
    throw error
  }
}

/**
 * Does several statements, all or none: in a savepoint of a transaction, or in one of their own, which begins again
 * where it met a deadlock.
 */
export function together<T>(
  runner: Runner,
  outer: StoreTransaction | null,
  task: (tx: StoreTransaction) => Promise<T>,
): Promise<T> {
  if (outer === null) return patiently(async () => within(await begin(runner, {}), task))
  return Promise.resolve(outer.savepoint()).then((tx) => within(tx, task))
}
