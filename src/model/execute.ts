import { PrometheusError } from '../errors/error.ts'
import type { StoreTransaction } from '../store/contract.ts'
import type { MaybePromise } from '../support/maybe-promise.ts'
import type { Binding } from './scope.ts'
import { transactionIn } from './scope.ts'

/** A statement that is ready to run. */
interface Runnable<I, O> {
  run(input: I, tx: StoreTransaction | null): MaybePromise<O>
}

/** Runs a prepared statement where its binding says: in its transaction, or outside of any. */
export function execute<I, O>(
  binding: Binding,
  kind: string,
  prepared: Runnable<I, O>,
  input: I,
): MaybePromise<O> {
  const { core, tx } = binding.scope
  return tx === null && core.quiet ? prepared.run(input, null) : executeSlowly(binding, kind, prepared, input)
}

async function executeSlowly<I, O>(
  binding: Binding,
  kind: string,
  prepared: Runnable<I, O>,
  input: I,
): Promise<O> {
  const { core } = binding.scope
  if (core.closed) throw new PrometheusError('NOT_CONNECTED', 'The database is closed.')
  const scope = transactionIn(binding.scope)
  const tx = scope === null ? null : await scope.transactionFor(binding.model.store, binding.model.name)
  if (core.listeners.size === 0) return prepared.run(input, tx)
  const start = performance.now()
  const result = await prepared.run(input, tx)
  const rows = Array.isArray(input) && kind === 'insert' ? input.length : rowsOf(kind, result)
  const event = { model: binding.model.name, kind, duration: performance.now() - start, rows }
  for (const listener of core.listeners) listener(event)
  return result
}

/** How many rows a statement read or wrote; a count reads one. */
function rowsOf(kind: string, result: unknown): number {
  if (Array.isArray(result)) return result.length
  return kind === 'count' ? 1 : Number(result)
}
