import { PrometheusError } from '../errors/error.ts'
import { cast } from '../support/cast.ts'
import type { DatabaseEvents, WarningEvent } from './types/db-type.ts'

type EventName = keyof DatabaseEvents
type Listener<E extends EventName> = (event: DatabaseEvents[E]) => void

function warnOf(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
  const warning = `${message.replace(/\.$/, '')}. Nobody was told: listen by db.on('error', …).`
  const options = { type: 'PrometheusWarning', code: 'PROMETHEUS_ERROR', ...(stack && { detail: stack }) }
  process.emitWarning(warning, options)
}

/** Who listens to a database, by event. */
export class Events {
  readonly #listeners: { readonly [E in EventName]: Set<Listener<E>> } = {
    statement: new Set(),
    system: new Set(),
    error: new Set(),
    warning: new Set(),
  }

  /** Whether anybody listens to statements: each of them is timed then. */
  get watchesStatements(): boolean {
    return this.#listeners.statement.size > 0
  }

  /** Listens; gives a function that stops it. */
  on<E extends EventName>(event: E, listener: Listener<E>): () => void {
    const known = Object.keys(this.#listeners)
    if (!known.includes(event)) {
      const message = `There is no event '${String(event)}'; there are ${known.map((name) => `'${name}'`).join(', ')}.`
      throw new PrometheusError('MISUSE', message)
    }
    const listeners = cast<Set<Listener<E>>>(this.#listeners[event], 'the set of this very event')
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Tells those who listen; gives whether anybody did. */
  emit<E extends EventName>(event: E, what: DatabaseEvents[E]): boolean {
    const listeners = cast<Set<Listener<E>>>(this.#listeners[event], 'the set of this very event')
    for (const listener of listeners) listener(what)
    return listeners.size > 0
  }

  /** Warns developers; where nobody listens, the process does. */
  warn(warning: WarningEvent): void {
    if (this.emit('warning', warning)) return
    process.emitWarning(warning.message, { type: 'PrometheusWarning', code: `PROMETHEUS_${warning.code}` })
  }

  /** Tells of an error that no caller can be told of; where nobody listens, the process warns. */
  report(error: unknown): void {
    try {
      if (!this.emit('error', error)) warnOf(error)
    } catch (failure) {
      // A listener that throws must not make what is stored look undone.
      warnOf(error)
      warnOf(failure)
    }
  }
}
