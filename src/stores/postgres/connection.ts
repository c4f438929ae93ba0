import type { Pooled } from '../sql/pool.ts'
import type { Client, ScriptResult } from './driver.ts'
import type { Answer, Memory, Step } from './exchange.ts'
import { Exchange } from './exchange.ts'

/** How many statements the server keeps prepared for one connection; the oldest go first. */
const MOST_PREPARED = 500

/** What the server has prepared for one connection. */
class Statements implements Memory {
  readonly #known = new Set<string>()
  /** Named by the running exchange; should it fail, nobody knows which of them the server has. */
  #fresh: string[] = []
  #forgotten: string[] = []

  knows(name: string): boolean {
    if (this.#known.has(name)) return true
    this.#known.add(name)
    this.#fresh.push(name)
    return false
  }

  takeForgotten(): readonly string[] {
    if (this.#forgotten.length === 0) return this.#forgotten
    const forgotten = this.#forgotten
    this.#forgotten = []
    return forgotten
  }

  forget(names: readonly string[]): void {
    for (const name of names) this.#known.delete(name)
    this.#forgotten.push(...names)
  }

  forgetAll(): void {
    this.forget([...this.#known])
  }

  /** Of what an exchange has named nothing goes before its end: it may name the same statement again. */
  settle(failed: boolean): void {
    if (this.#fresh.length === 0) return
    if (failed) this.forget(this.#fresh)
    this.#fresh = []
    if (this.#known.size > MOST_PREPARED) this.forget([...this.#known].slice(0, MOST_PREPARED / 10))
  }
}

/** One connection to the server. It does one thing at a time; its users see to that. */
export class Connection implements Pooled {
  idleSince = 0
  onLost: (() => void) | undefined
  /** The error by which it ended. */
  lost: Error | undefined
  readonly #client: Client
  readonly #statements = new Statements()

  constructor(client: Client) {
    this.#client = client
    client.on('error', (error) => this.#lose(error))
    client.on('end', (error) => this.#lose(error ?? new Error('the connection has ended')))
  }

  /** Runs statements in one exchange, and calls back with what they gave. */
  exchange(steps: readonly Step[], main: number, done: (error: Error | null, answer: Answer) => void): void {
    const settled = (error: Error | null, answer: Answer): void => {
      this.#statements.settle(error !== null)
      done(error, answer)
    }
    this.#client.query(new Exchange(steps, main, this.#statements, settled))
  }

  /** Forgets what the server has prepared, where it has forgotten that itself or is to do it anew. */
  forgetStatements(): void {
    this.#statements.forgetAll()
  }

  /** Runs a script without parameters, which may have several statements. */
  async script(text: string): Promise<ScriptResult> {
    const result = await this.#client.query({ text, rowMode: 'array' })
    const last = Array.isArray(result) ? result.at(-1) : result
    return last ?? { rows: [] }
  }

  end(): Promise<void> {
    return new Promise((resolve) => this.#client.end(resolve))
  }

  cut(): void {
    this.#client.connection.stream.destroy()
  }

  #lose(error: Error): void {
    this.lost ??= error
    this.onLost?.()
  }
}
