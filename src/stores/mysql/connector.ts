import { PrometheusError } from '../../errors/error.ts'
import type { DatabasePlace } from '../../store/place.ts'
import { cast } from '../../support/cast.ts'
import { Connection } from './connection.ts'
import { createClient } from './driver.ts'
import { convertError } from './errors.ts'
import type { Settings } from './options.ts'
import type { Server } from './server.ts'
import { serverOf } from './server.ts'

/** What is asked of the server once. */
export interface About extends Server {
  /** The largest message that it takes, in bytes. */
  readonly maxPacket: number
  /** Whether it undoes the whole transaction when a lock is not given in time. */
  readonly undoesOnTimeout: boolean
}

/** What the meaning of statements and values relies on, whatever the server or the user has set. */
const MODES = [
  'STRICT_TRANS_TABLES',
  'STRICT_ALL_TABLES',
  'NO_ZERO_IN_DATE',
  'NO_ZERO_DATE',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
].join()

/** How many bytes of a text an order looks at; the buffer has to hold fifteen of them. */
const SORT_LENGTH = 65_536
const SORT_BUFFER = 2_097_152

/** The statement that begins a session. */
function sessionText(server: Server, { statementTimeout, lockTimeout }: Settings): string {
  const parts = [
    `names utf8mb4 collate ${server.collation}`,
    "time_zone = '+00:00'",
    `sql_mode = '${MODES}'`,
    // Names are read out of messages.
    "lc_messages = 'en_US'",
    `${server.isolation} = 'READ-COMMITTED'`,
    `max_sort_length = ${SORT_LENGTH}`,
    `sort_buffer_size = ${SORT_BUFFER}`,
    ...(statementTimeout === undefined ? [] : [server.statementTimeout(statementTimeout)]),
    ...(lockTimeout === undefined ? [] : [`innodb_lock_wait_timeout = ${Math.ceil(lockTimeout / 1000)}`]),
  ]
  return `set ${parts.join(', ')}`
}

/** The settings of `mysql()` as the driver has them. */
function clientOptions(settings: Settings): object {
  const { host = '127.0.0.1', port, socketPath, user, password, database, ssl } = settings
  return {
    ...(socketPath === undefined ? { host, ...(port !== undefined && { port }) } : { socketPath }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(ssl !== undefined && ssl !== false && { ssl: ssl === true ? {} : ssl }),
    database,
    connectTimeout: settings.connectTimeout,
    maxPreparedStatements: settings.preparedStatements,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    jsonStrings: true,
    supportBigNumbers: true,
    // Texts have no placeholders; to look for them takes as long as to send a large one.
    queryFormat: (sql: string) => sql,
    // Statements are executed by messages of the store's own, which name no attributes.
    flags: ['-LOCAL_FILES', '-CLIENT_QUERY_ATTRIBUTES'],
    // For statements of the store's own that travel together, such as a savepoint and what stands before it.
    multipleStatements: true,
  }
}

const ABOUT = 'select version(), @@max_allowed_packet, @@innodb_rollback_on_timeout'

/** Makes connections whose sessions all mean the same. */
export class Connector {
  readonly #settings: Settings
  #about: About | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** What the server is; known when the first connection is there. */
  get about(): About {
    if (this.#about === undefined) throw new PrometheusError('NOT_CONNECTED', 'The MySQL store is not open.')
    return this.#about
  }

  /** Which database it is, once the server has said what it is. */
  get place(): DatabasePlace {
    const { host, port = 3306, socketPath, database } = this.#settings
    const system = this.about.name.toLowerCase()
    if (socketPath !== undefined) return { system, namespace: database, address: socketPath }
    return { system, namespace: database, address: host ?? '127.0.0.1', port }
  }

  /** Where connections lead. */
  get name(): string {
    const { host = '127.0.0.1', port = 3306, socketPath, database } = this.#settings
    return `${socketPath ?? `${host}:${port}`}/${database}`
  }

  /** A new connection. */
  async connect(): Promise<Connection> {
    const connection = await this.#open()
    try {
      this.#about ??= await ask(connection)
      connection.most = this.#about.maxPacket
      await connection.script(sessionText(this.#about, this.#settings))
      return connection
    } catch (error) {
      connection.cut()
      throw this.#located(error)
    }
  }

  #open(): Promise<Connection> {
    const client = createClient(clientOptions(this.#settings))
    const connection = new Connection(client, this.#settings.preparedStatements)
    return new Promise((resolve, reject) => {
      client.connect((error) => {
        if (error === null || error === undefined) return resolve(connection)
        connection.cut()
        reject(this.#located(error))
      })
    })
  }

  /** An error says to which server and database. */
  #located(error: unknown): PrometheusError {
    const { code, message, details, cause } = convertError(error)
    const { user = '' } = this.#settings
    return new PrometheusError(code, message.replace(/\.$/, ` (${user}@${this.name}).`), details, cause)
  }
}

async function ask(connection: Connection): Promise<About> {
  const [row = []] = cast<readonly unknown[][]>(await connection.script(ABOUT), 'one row of what is asked')
  const [version, maxPacket, undoes] = row
  return { ...serverOf(String(version)), maxPacket: Number(maxPacket), undoesOnTimeout: undoes === 1 }
}
