import { isPrometheusError, PrometheusError } from '../errors/error.ts'
import type { Scope } from './scope.ts'
import { transactionIn } from './scope.ts'
import { TransactionScope } from './transaction-scope.ts'
import type { TransactionOptions } from './types/db-type.ts'

type Run<T> = (tx: TransactionScope) => T | Promise<T>

async function attempt<T>(tx: TransactionScope, run: Run<T>): Promise<T> {
  try {
    const result = await tx.core.runInside(tx, async () => run(tx))
    await tx.commit()
    return result
  } catch (error) {
    await tx.rollback()
    throw error
  }
}

async function runSavepoint<T>(scope: Scope, parent: TransactionScope, run: Run<T>): Promise<T> {
  const tx = new TransactionScope(scope.core, parent, {})
  const end = await parent.openChild(tx)
  try {
    return await attempt(tx, run)
  } finally {
    end()
  }
}

const pause = (tries: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** tries))

const isConflict = (error: unknown): boolean =>
  isPrometheusError(error) && error.code === 'SERIALIZATION_FAILURE'

/** How long work that is a transaction by itself begins anew, in milliseconds. */
const PATIENCE = 10_000

const ISOLATIONS = [undefined, 'read committed', 'repeatable read', 'serializable']

/** Refuses what is no function, and options that make no sense. */
export function checkTransaction(
  run: unknown,
  { retries = 0, isolation, ...more }: TransactionOptions,
): void {
  const misuse = (problem: string) => new PrometheusError('MISUSE', `transaction() ${problem}.`)
  if (typeof run !== 'function') throw misuse('takes a function, which gets the transaction')
  if (!Number.isSafeInteger(retries) || retries < 0) throw misuse('takes a whole number for retries')
  if (!ISOLATIONS.includes(isolation)) throw misuse(`knows no isolation '${String(isolation)}'`)
  const [unknown] = Object.keys(more)
  if (unknown !== undefined) throw misuse(`knows no option '${unknown}'`)
}

/** Runs a function in a transaction: kept when it returns, undone when it throws, and run again where that is asked. */
export async function runTransaction<T>(scope: Scope, options: TransactionOptions, run: Run<T>): Promise<T> {
  const { retries = 0, ...rest } = options
  if (scope.core.closed) throw new PrometheusError('NOT_CONNECTED', 'The database is closed.')
  const parent = transactionIn(scope)
  if (parent !== null) return runSavepoint(scope, parent, run)
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(new TransactionScope(scope.core, null, rest), run)
    } catch (error) {
      if (tries >= retries || !isPrometheusError(error) || !error.retryable) throw error
      await pause(tries)
    }
  }
}

/** The last of those, by database, that begin anew: they go one after the other, so that they do not meet again. */
const turns = new WeakMap<object, Promise<unknown>>()

/** Waits for those before, though no longer than work is tried at all: one of them may wait for this one. */
function afterOthers<T>(core: object, run: () => Promise<T>): Promise<T> {
  const limit = new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())
  const turn = Promise.race([turns.get(core), limit]).then(run)
  turns.set(
    core,
    turn.catch(() => undefined),
  )
  return turn
}

/**
 * Runs what is of several statements as one, in a transaction that nobody asked for: so that nobody has to know of it,
 * it begins anew where it met another one. In a transaction it is a savepoint, and what it meets is its caller's.
 */
export async function runTogether<T>(scope: Scope, run: Run<T>): Promise<T> {
  const once = () => runTransaction(scope, {}, run)
  if (transactionIn(scope) !== null) return once()
  const until = Date.now() + PATIENCE
  for (let tries = 0; ; tries++) {
    try {
      return await (tries === 0 ? once() : afterOthers(scope.core, once))
    } catch (error) {
      if (!isConflict(error) || Date.now() > until) throw error
      await pause(Math.min(tries, 4))
    }
  }
}
