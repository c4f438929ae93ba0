import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Pooled } from '../sql/pool.ts'
import type { Client, Done, Written } from './driver.ts'
import { endsConnection } from './reported.ts'
import { tooLarge } from './too-large.ts'
import { Execution } from './wire/execution.ts'
import type { Prepared } from './wire/message.ts'
import { executeMessage } from './wire/message.ts'
import { Statements } from './wire/statements.ts'

/** The driver calls back while it reads: what is thrown there would end the connection. */
function attempt<T>(make: () => T, done: Done): T | undefined {
  try {
    return make()
  } catch (error) {
    done(cast<Error>(error, 'nothing else is thrown here'))
    return undefined
  }
}

/** One connection to the server. It does one thing at a time; its users see to that. */
export class Connection implements Pooled {
  idleSince = 0
  onLost: (() => void) | undefined
  /** The error by which it ended. */
  lost: Error | undefined
  /** How many bytes a message may not have, once the server was asked. */
  most = Number.POSITIVE_INFINITY
  /** Whether anything was sent since {@link forget}: the server may have done it. */
  sent = false
  readonly #client: Client
  readonly #statements: Statements
  /** Tells who waits for an answer that none will come. */
  #fail: ((error: Error) => void) | undefined

  /** At most so many statements are kept prepared. */
  constructor(client: Client, preparedStatements: number) {
    this.#client = client
    this.#statements = new Statements(client, preparedStatements)
    client.on('error', (error) => this.#lose(error))
    client.on('end', () =>
      this.#lose(
        Object.assign(new Error('the server has ended the connection'), { code: 'PROTOCOL_CONNECTION_LOST' }),
      ),
    )
  }

  /** Runs a prepared statement that gives rows. */
  async rows(sql: string, values: readonly unknown[]): Promise<readonly Row[]> {
    return cast<readonly Row[]>(await this.#execute(sql, values), 'the statement gives rows')
  }

  /** Runs a prepared statement that gives none. */
  async write(sql: string, values: readonly unknown[]): Promise<Written> {
    return cast<Written>(await this.#execute(sql, values), 'the statement gives no rows')
  }

  /** Runs a statement without parameters that is not worth preparing. */
  async script(sql: string): Promise<unknown> {
    // A character takes at most three bytes.
    if (sql.length * 3 >= this.most) this.#check(Buffer.byteLength(sql))
    return this.#send((done) => this.#client.query({ sql, rowsAsArray: true }, done))
  }

  /** The same, with rows as objects by column. */
  objects(sql: string): Promise<unknown> {
    return this.#send((done) => this.#client.query({ sql }, done))
  }

  /** Begins to look anew at whether anything was sent. */
  forget(): void {
    this.sent = false
  }

  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#client.end(() => resolve())
    })
  }

  cut(): void {
    this.#client.destroy()
    this.#client.stream.destroy()
    this.#lose(new Error('the connection was cut'))
  }

  #execute(sql: string, values: readonly unknown[]): Promise<unknown> {
    return this.#send((done) =>
      this.#statements.use(sql, done, (statement) => {
        const message = attempt(() => this.#messageOf(statement, values), done)
        if (message !== undefined) this.#client.addCommand(new Execution(message, done))
      }),
    )
  }

  #messageOf(statement: Prepared, values: readonly unknown[]): Buffer {
    const message = executeMessage(statement, values)
    this.#check(message.length)
    return message
  }

  #check(size: number): void {
    if (size >= this.most) throw tooLarge(size, this.most)
  }

  #send(start: (done: Done) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.lost !== undefined) return reject(this.lost)
      this.sent = true
      // The driver calls nobody back once a connection was cut from this side.
      this.#fail = reject
      start((error, result) => {
        this.#fail = undefined
        if (error === null) return resolve(result)
        if (endsConnection(error)) this.#lose(error)
        reject(error)
      })
    })
  }

  #lose(error: Error): void {
    this.lost ??= error
    this.#fail?.(error)
    this.onLost?.()
  }
}
