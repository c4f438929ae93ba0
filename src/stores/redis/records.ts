import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Connection, Script } from './connection.ts'
import type { Layout } from './layout.ts'
import { countScript, readScript } from './read-scripts.ts'

/** How many records one script reads at most, so that it keeps the server from others for a few milliseconds only. */
export const PAGE = 1_000

/** A record as it was read. */
export interface Stored {
  readonly row: Row
  /** Changes whenever the record is written. */
  readonly stamp: string
}

/** Which records are read: of ids, of holders of unique values, of values of an index from a place on, or all from a bound on. */
export type Asked =
  | { readonly ids: readonly string[] }
  | { readonly unique: string; readonly values: readonly string[] }
  | {
      readonly index: string
      readonly values: readonly string[]
      readonly at: number
      readonly bound: string
    }
  | { readonly bound: string }

/** What one script has read, all of it at one moment. */
export interface Page {
  readonly records: readonly Stored[]
  /** From where on there may be more: the position of a value, from 1, and a bound. */
  readonly following: readonly [at: number, bound: string] | null
  /** Changes whenever any record of the model is written. */
  readonly version: string | null
  /** How many records the model has. */
  readonly size: number
}

type Answer = readonly [
  rows: readonly (readonly [stamp: string, ...columns: (string | null)[]])[],
  following: readonly [number, string] | null,
  version: string | null,
  size: number,
]

/** The records of one model. */
export class Records {
  readonly layout: Layout
  readonly #connection: Connection
  readonly #learn: () => Promise<void>

  /** Where the server does not know the model any more, `learn` has it look again, or refuses. */
  constructor(connection: Connection, layout: Layout, learn: () => Promise<void>) {
    this.#connection = connection
    this.layout = layout
    this.#learn = learn
  }

  /** Reads what is asked, or as many records of it as are said. */
  async read(asked: Asked, most = PAGE): Promise<Page> {
    return this.#ask({ ...asked, n: most })
  }

  /**
   * Reads the record of an id, or none, without what else a page tells. A plain command asks for it, which takes half
   * of the time of a script; only a record that has an end is asked for by the script, which knows the server's time.
   */
  async readOne(id: string): Promise<readonly Stored[]> {
    const { record, columns } = this.layout
    const [stamp = null, ...texts] = await this.#connection.fields(record + id, ['', ...columns])
    if (stamp === null) return []
    if (stamp.includes('@')) return (await this.read({ ids: [id] })).records
    return [{ stamp, row: this.#decode(texts) }]
  }

  /** Counts the records of values of an index, or tells nothing where they have to be read for that. */
  async count(index: string, values: readonly string[]): Promise<number | undefined> {
    if (values.length > PAGE) return undefined
    const { signature, expiry } = this.layout
    const expires = expiry.after === undefined && expiry.at === undefined ? '0' : '1'
    const args = [signature, expires, ...values.map((value) => `${index}:${value}`)]
    return (await this.call<number | null>(countScript, args)) ?? undefined
  }

  async size(): Promise<number> {
    return (await this.#ask({ n: 0 })).size
  }

  async #ask(request: object): Promise<Page> {
    const { columns, signature } = this.layout
    const asked = { ...request, c: columns, signature }
    const [rows, following, version, size] = await this.run<Answer>(readScript, asked)
    const records = rows.map(([stamp, ...texts]) => ({ stamp, row: this.#decode(texts) }))
    return { records, following, version, size }
  }

  /** Runs a script by a request. */
  async run<A>(script: Script, request: object): Promise<A> {
    const run = () => this.#connection.run(script, this.layout.version, request)
    return cast<A>(await this.#known(run), 'what the script returns')
  }

  /** The same with plain arguments. */
  async call<A>(script: Script, args: readonly string[]): Promise<A> {
    const run = () => this.#connection.call(script, this.layout.version, args)
    return cast<A>(await this.#known(run), 'what the script returns')
  }

  /** Runs a script, and again once the server knows the model. */
  async #known(run: () => Promise<unknown>): Promise<unknown> {
    let answer = await run()
    while (answer === 'unknown') {
      await this.#learn()
      answer = await run()
    }
    return answer
  }

  #decode(texts: readonly (string | null)[]): Row {
    const { codecs } = this.layout
    return codecs.map(({ fromText }, i) => {
      const text = texts[i] ?? null
      return text === null ? null : fromText(text)
    })
  }
}
