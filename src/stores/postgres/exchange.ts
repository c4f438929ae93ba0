import type { Row } from '../../store/contract.ts'
import type { Submittable, Wire } from './driver.ts'

/** A statement that a connection may have prepared; without a name it is parsed each time. */
export interface Prepared {
  readonly name: string
  readonly text: string
}

/** One statement of an exchange, with its values. */
export interface Step {
  readonly statement: Prepared
  readonly values: readonly unknown[]
}

/** What an exchange gave: the rows of all its steps, and what the main one's command says of itself. */
export interface Answer {
  readonly rows: readonly Row[]
  /** How many rows the main step concerned. */
  readonly count: number
  /** What the last command was: COMMIT says ROLLBACK where there was nothing to keep. */
  readonly command: string
  /** Whether anything was sent. */
  readonly sent: boolean
  /** Whether the server has said that the main step is done; what it then stores, it stores at the end of all. */
  readonly done: boolean
}

/** What a connection remembers of the statements that the server has prepared for it. */
export interface Memory {
  /** Whether the server knows the statement; from now on it does. */
  knows(name: string): boolean
  /** Statements that the server is to forget. */
  takeForgotten(): readonly string[]
}

/** Text, or bytes; anything else is as PostgreSQL reads its text. */
function wireValue(value: unknown): unknown {
  if (typeof value === 'string' || value === null || value === undefined) return value
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : String(value)
}

const countIn = (tag: string): number => Number(tag.slice(tag.lastIndexOf(' ') + 1))

/**
 * Statements that go to the server in one piece and are answered in one piece: the first that fails ends it. Rows are
 * not described, since who prepared a statement knows its columns; they stay the text that the server sent.
 */
export class Exchange implements Submittable, Answer {
  readonly rows: Row[] = []
  count = 0
  command = ''
  readonly #steps: readonly Step[]
  readonly #main: number
  readonly #memory: Memory
  sent = false
  readonly #settle: (error: Error | null, answer: Answer) => void
  #completed = 0

  /** Which step is the main one is said by its index. */
  constructor(
    steps: readonly Step[],
    main: number,
    memory: Memory,
    settle: (error: Error | null, answer: Answer) => void,
  ) {
    this.#steps = steps
    this.#main = main
    this.#memory = memory
    this.#settle = settle
  }

  get done(): boolean {
    return this.#completed > this.#main
  }

  submit(wire: Wire): undefined {
    this.sent = true
    wire.stream.cork()
    try {
      for (const name of this.#memory.takeForgotten()) wire.close({ type: 'S', name })
      for (const { statement, values } of this.#steps) {
        const { name } = statement
        if (name === '' || !this.#memory.knows(name)) wire.parse(statement)
        wire.bind({ statement: name, values, valueMapper: wireValue })
        wire.execute({})
      }
      wire.sync()
    } finally {
      wire.stream.uncork()
    }
  }

  handleDataRow({ fields }: { readonly fields: unknown[] }): void {
    this.rows.push(fields)
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (this.#completed++ === this.#main) this.count = countIn(text)
    this.command = text
  }

  handleReadyForQuery(): void {
    this.#settle(null, this)
  }

  handleError(error: Error): void {
    this.#settle(error, this)
  }

  handleRowDescription(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}
