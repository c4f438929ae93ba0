import { PrometheusError } from '../../errors/error.ts'
import type { DatabasePlace } from '../../store/place.ts'
import { clientOptions } from './client-options.ts'
import { Connection } from './connection.ts'
import type { Client } from './driver.ts'
import { createClient } from './driver.ts'
import { convertError } from './errors.ts'
import type { Settings } from './options.ts'

const textOf = ({ host, port, database }: Client): string => `${host}:${port}/${database}`

function placeOf({ host, port, database = '' }: Client, { schema }: Settings): DatabasePlace {
  const namespace = schema === undefined ? database : `${database}|${schema}`
  return { system: 'postgresql', namespace, address: host, port }
}

/** An error of connecting says where to. */
function locate({ code, message, details, cause }: PrometheusError, client: Client): PrometheusError {
  const { user, host, port, database } = client
  const where = `${user}@${textOf(client)}`
  const more = { ...details, host, port, database, user }
  return new PrometheusError(code, `${message.replace(/\.$/, '')} (${where}).`, more, cause)
}

/** Makes connections. */
export class Connector {
  /** Where they lead, which the driver knows: some of it may stand in the environment. */
  name = ''
  place: DatabasePlace = { system: 'postgresql' }
  readonly #settings: Settings

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** A new connection. */
  connect(): Promise<Connection> {
    const client = createClient(clientOptions(this.#settings))
    const connection = new Connection(client)
    this.name = textOf(client)
    this.place = placeOf(client, this.#settings)
    return new Promise((resolve, reject) => {
      client.connect((error) => {
        if (error === null || error === undefined) return resolve(connection)
        connection.cut()
        reject(locate(convertError(error), client))
      })
    })
  }
}
