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
  const flow = core.watch?.flows.current
  const scope = transactionIn(binding.scope)
  const tx = scope === null ? null : await scope.transactionFor(binding.model.store, binding.model.name)
  const start = performance.now()
  const result = await prepared.run(input, tx)
  if (flow !== undefined) core.watch?.flows.resume(flow)
  if (!core.events.watchesStatements) return result
  const rows = Array.isArray(input) && kind === 'insert' ? input.length : rowsOf(kind, result)
  const duration = performance.now() - start
  const { caller } = binding.scope
  const reason = caller.kind === 'system' && { reason: caller.reason }
  core.events.emit('statement', { model: binding.model.name, kind, duration, rows, ...reason })
  return result
}

/** How many rows a statement read or wrote; a count reads one. */
function rowsOf(kind: string, result: unknown): number {
  if (Array.isArray(result)) return result.length
  return kind === 'count' ? 1 : Number(result)
}
