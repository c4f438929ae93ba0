import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'

/** How often a statement is tried whose records others change at the same time. */
const TRIES = 200

/** What an attempt gives that has to be made again. */
export const AGAIN = Symbol('again')

const pause = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** tries, 40)))

/** Makes attempts until one of them succeeds: some at once, then with pauses of random length. */
export async function untilDone<T>(model: ModelShape, attempt: () => Promise<T | typeof AGAIN>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    const result = await attempt()
    if (result !== AGAIN) return result
    if (tries > 1) await pause(tries)
  }
  const message = `${model.name}: others kept changing the same records. Run it again.`
  throw new PrometheusError('SERIALIZATION_FAILURE', message, { model: model.name })
}
