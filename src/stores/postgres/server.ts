import { PrometheusError } from '../../errors/error.ts'
import type { Connection } from './connection.ts'

const OLDEST = 13

const refuse = (what: string): never => {
  throw new PrometheusError('UNSUPPORTED', `postgres(): ${what}`)
}

/** Refuses a server on which values would not mean what they mean elsewhere. */
export async function checkServer(connection: Connection): Promise<void> {
  const { rows } = await connection.script(
    "select current_setting('server_version_num'), current_setting('server_encoding'), current_setting('DateStyle'), current_setting('extra_float_digits'), current_setting('bytea_output')",
  )
  const [version, encoding, dates, digits, bytes] = (rows[0] ?? []).map(String)
  const major = Math.floor(Number(version) / 10_000)
  if (major < OLDEST) refuse(`the server is PostgreSQL ${major}; version ${OLDEST} or later is needed.`)
  if (encoding !== 'UTF8')
    refuse(`the database is in ${encoding}, which cannot hold all text: make one in UTF8.`)
  if (!dates?.startsWith('ISO') || Number(digits) < 1 || bytes !== 'hex')
    refuse(
      'the role or the database sets DateStyle, extra_float_digits or bytea_output, and `prepare: false` leaves it so: reset them.',
    )
}
