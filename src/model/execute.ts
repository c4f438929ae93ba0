import type { ErrorCode } from '../errors/codes.ts'
import { isPrometheusError, PrometheusError } from '../errors/error.ts'
import type { Prepared, StoreTransaction, Told } from '../store/contract.ts'
import { SYSTEM } from '../store/row-security.ts'
import type { MaybePromise } from '../support/maybe-promise.ts'
import type { Binding } from './scope.ts'
import { transactionIn } from './scope.ts'

/** A statement that is ready to run. */
interface Runnable<I, O> extends Prepared {
  run(input: I, tx: StoreTransaction | null, told?: Told): MaybePromise<O>
}

/** On whose behalf a statement runs, where the database is to know it. */
export function toldBy({ model: { store }, scope: { guard } }: Binding): Told | undefined {
  if (store.rowSecurity?.isOn !== true) return undefined
  return guard === null ? SYSTEM : guard.told(store)
}

/** Runs a prepared statement where its binding says: in its transaction, or outside of any. */
export function execute<I, O>(
  binding: Binding,
  kind: string,
  prepared: Runnable<I, O>,
  input: I,
): MaybePromise<O> {
  const { core, tx } = binding.scope
  return tx === null && core.quiet
    ? prepared.run(input, null, toldBy(binding))
    : executeSlowly(binding, kind, prepared, input)
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
  const tell = teller(binding, kind, prepared)
  try {
    const result = await prepared.run(input, tx, toldBy(binding))
    if (flow !== undefined) core.watch?.flows.resume(flow)
    tell?.(Array.isArray(input) && kind === 'insert' ? input.length : rowsOf(kind, result))
    return result
  } catch (error) {
    tell?.(0, isPrometheusError(error) ? error.code : 'INTERNAL')
    throw error
  }
}

type Tell = (rows: number, error?: ErrorCode) => void

/** Starts the clock of a statement; what it gives tells those who listen, and developers where it took long. */
function teller({ model, scope }: Binding, kind: string, { text }: Prepared): Tell | undefined {
  const { core, caller } = scope
  if (!core.events.watchesStatements && core.watch === undefined) return undefined
  const start = performance.now()
  return (rows, error) => {
    const duration = performance.now() - start
    const shape = text ?? `${kind} ${model.name}`
    const why = { ...(error && { error }), ...(caller.kind === 'system' && { reason: caller.reason }) }
    const { name, place = { system: name } } = model.store
    const where = { model: model.name, table: model.shape.table, store: name, place }
    const event = { ...where, kind, shape, duration, rows, ...why }
    core.events.emit('statement', event)
    core.watch?.statement(event)
  }
}

/** How many rows a statement read or wrote; a count reads one. */
function rowsOf(kind: string, result: unknown): number {
  if (Array.isArray(result)) return result.length
  return kind === 'count' ? 1 : Number(result)
}
