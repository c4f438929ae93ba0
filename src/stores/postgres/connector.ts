import { PrometheusError } from '../../errors/error.ts'
import { clientOptions } from './client-options.ts'
import { Connection } from './connection.ts'
import type { Client } from './driver.ts'
import { createClient } from './driver.ts'
import { convertError } from './errors.ts'
import type { Settings } from './options.ts'

/** An error of connecting says where to. */
function locate({ code, message, details, cause }: PrometheusError, client: Client): PrometheusError {
  const { user, host, port, database } = client
  const where = `${user}@${host}:${port}/${database}`
  const more = { ...details, host, port, database, user }
  return new PrometheusError(code, `${message.replace(/\.$/, '')} (${where}).`, more, cause)
}

/** A new connection. */
export function connectTo(settings: Settings): Promise<Connection> {
  const client = createClient(clientOptions(settings))
  const connection = new Connection(client)
  return new Promise((resolve, reject) => {
    client.connect((error) => {
      if (error === null || error === undefined) return resolve(connection)
      connection.cut()
      reject(locate(convertError(error), client))
    })
  })
}
