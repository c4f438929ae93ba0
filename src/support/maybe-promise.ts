/** A value now, or a promise of it: what stores that need not wait may return at once. */
export type MaybePromise<T> = T | Promise<T>

/** Whether a value is a promise (or looks like one). */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}

/** Goes on at once with a value, or later with a promise. */
export function chain<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromise(value) ? value.then(next) : next(value)
}

/** Does something when a task is over, however it ends: at once, or behind its promise, which waits for it. */
export function lastly<T>(task: () => MaybePromise<T>, last: () => unknown): MaybePromise<T> {
  let result: MaybePromise<T>
  try {
    result = task()
  } catch (error) {
    last()
    throw error
  }
  if (isPromise(result)) return result.finally(last)
  last()
  return result
}
