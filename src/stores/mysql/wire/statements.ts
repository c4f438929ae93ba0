import type { Client, Done } from '../driver.ts'
import type { Prepared } from './message.ts'

/** Types of whole numbers: tinyint, smallint, int, bigint. */
const WHOLE: ReadonlySet<number> = new Set([1, 2, 3, 8])

/** What the server keeps prepared for one connection: those that were used last. */
export class Statements {
  readonly #client: Client
  readonly #most: number
  readonly #known = new Map<string, Prepared>()

  constructor(client: Client, most: number) {
    this.#client = client
    this.#most = most
  }

  /** Calls back with the statement of a text, at once where it is there. */
  use(text: string, fail: Done, use: (statement: Prepared) => void): void {
    const known = this.#known.get(text)
    if (known === undefined) return this.#prepare(text, fail, use)
    // The last that was used is the last to go.
    this.#known.delete(text)
    this.#known.set(text, known)
    use(known)
  }

  #prepare(text: string, fail: Done, use: (statement: Prepared) => void): void {
    this.#makeRoom()
    this.#client.prepare({ sql: text }, (error, made) => {
      if (error !== null) return fail(error)
      const wholes = made.parameters.map(({ columnType }) => WHOLE.has(columnType))
      const statement = { id: made.id, wholes }
      this.#known.set(text, statement)
      use(statement)
    })
  }

  /** The driver keeps as many; it closes none by itself that is still in use here. */
  #makeRoom(): void {
    const [oldest] = this.#known.keys()
    if (oldest === undefined || this.#known.size < this.#most) return
    this.#known.delete(oldest)
    this.#client.unprepare({ sql: oldest })
  }
}
