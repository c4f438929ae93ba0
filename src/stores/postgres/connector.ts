import { PrometheusError } from '../../errors/error.ts'
import { clientOptions } from './client-options.ts'
import { Connection } from './connection.ts'
import type { Client } from './driver.ts'
import { createClient } from './driver.ts'
import { convertError } from './errors.ts'
import type { Settings } from './options.ts'

const placeOf = ({ host, port, database }: Client): string => `${host}:${port}/${database}`

/** An error of connecting says where to. */
function locate({ code, message, details, cause }: PrometheusError, client: Client): PrometheusError {
  const { user, host, port, database } = client
  const where = `${user}@${placeOf(client)}`
  const more = { ...details, host, port, database, user }
  return new PrometheusError(code, `${message.replace(/\.$/, '')} (${where}).`, more, cause)
}

/** Makes connections. */
export class Connector {
  /** Where they lead, which the driver knows: some of it may stand in the environment. */
  place = ''
  readonly #settings: Settings

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** A new connection. */
  connect(): Promise<Connection> {
    const client = createClient(clientOptions(this.#settings))
    const connection = new Connection(client)
    this.place = placeOf(client)
    return new Promise((resolve, reject) => {
      client.connect((error) => {
        if (error === null || error === undefined) return resolve(connection)
        connection.cut()
        reject(locate(convertError(error), client))
      })
    })
  }
}
