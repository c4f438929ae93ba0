import type { ToldChange } from './told-change.ts'

/** What a function that handles changes is told beside a change. */
export interface Handling {
  readonly attempt: number
  readonly signal: AbortSignal
  transaction(run: (tx: object) => unknown): Promise<unknown>
}

/** How one consumer handles changes. */
export interface Handler {
  readonly attempts: number
  handle(change: ToldChange, handling: Handling): unknown
  onError?: ((error: unknown, change: ToldChange) => unknown) | undefined
}

/** What a delivery needs of its consumer. */
export interface Deliverer {
  readonly signal: AbortSignal
  /** Runs a function in a transaction that also stores that the change is done. */
  transaction(change: ToldChange, run: (tx: object) => unknown): Promise<unknown>
  /** Remembers that the change has failed so many times. */
  failed(failures: number): Promise<void>
  /** Tells of an error that the handler can be told of in no other way. */
  report(error: unknown): void
  /** Waits, and no longer where the consumer stops. */
  pause(milliseconds: number): Promise<void>
}

const SHORTEST = 100
const LONGEST = 30_000

/** Twice as long after each failure, and never the same for two who failed together. */
export const backOff = (failures: number): number =>
  Math.min(LONGEST, SHORTEST * 2 ** Math.min(failures - 1, 20)) * (0.5 + Math.random() / 2)

/** What became of one attempt. */
type Outcome = { readonly done: true } | { readonly done: false; readonly error: unknown }

async function attemptOnce(
  deliverer: Deliverer,
  handler: Handler,
  change: ToldChange,
  attempt: number,
): Promise<Outcome> {
  let committed = false
  const transaction = async (run: (tx: object) => unknown): Promise<unknown> => {
    const result = await deliverer.transaction(change, run)
    committed = true
    return result
  }
  try {
    await handler.handle(change, { attempt, signal: deliverer.signal, transaction })
    return { done: true }
  } catch (error) {
    if (!committed) return { done: false, error }
    // It is stored that the change is done: another attempt would do it twice.
    deliverer.report(error)
    return { done: true }
  }
}

/** Passes over a change that fails again and again, where somebody takes it; gives whether. */
async function passOver(
  deliverer: Deliverer,
  { onError }: Handler,
  change: ToldChange,
  error: unknown,
): Promise<boolean> {
  if (onError === undefined) return false
  try {
    await onError(error, change)
    return true
  } catch (failure) {
    deliverer.report(failure)
    return false
  }
}

/** Delivers one change until it is handled or passed over; gives whether, or the consumer has to stop before. */
export async function deliver(
  deliverer: Deliverer,
  handler: Handler,
  change: ToldChange,
  failures: number,
): Promise<boolean> {
  const { signal } = deliverer
  for (let attempt = failures + 1; !signal.aborted; attempt++) {
    const outcome = await attemptOnce(deliverer, handler, change, attempt)
    if (outcome.done) return true
    if (signal.aborted) return false
    if (attempt >= handler.attempts && (await passOver(deliverer, handler, change, outcome.error)))
      return true
    if (handler.onError === undefined || attempt < handler.attempts) deliverer.report(outcome.error)
    await deliverer.failed(attempt)
    await deliverer.pause(backOff(attempt))
  }
  return false
}
