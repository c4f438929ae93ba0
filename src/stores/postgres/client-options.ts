import type { ClientOptions } from './driver.ts'
import type { Settings } from './options.ts'

/** What the decoders of columns rely on, whatever the role or the database has set. */
const FORMATS = '-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex'

/** The url without its `options`, and those. */
function splitUrl(url: string): readonly [url: string, options: string | undefined] {
  if (!URL.canParse(url)) return [url, undefined]
  const parsed = new URL(url)
  const options = parsed.searchParams.get('options') ?? undefined
  if (options === undefined) return [url, undefined]
  parsed.searchParams.delete('options')
  return [parsed.href, options]
}

/** What is set as a connection begins; a pooler by transaction takes none of it. */
function sessionOptions({ prepare, schema }: Settings, given: string | undefined): string | undefined {
  const parts = [
    ...(given === undefined ? [] : [given]),
    ...(prepare ? [FORMATS] : []),
    ...(schema === undefined ? [] : [`-c search_path="${schema}"`]),
  ]
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** The settings of `postgres()` as the driver has them. */
export function clientOptions(settings: Settings): ClientOptions {
  const { url, host, port, user, password, database, ssl, statementTimeout, lockTimeout } = settings
  const [connectionString, given] = url === undefined ? [undefined, undefined] : splitUrl(url)
  const options = sessionOptions(settings, given)
  return {
    ...(connectionString !== undefined && { connectionString }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    ...(ssl !== undefined && { ssl }),
    ...(options !== undefined && { options }),
    ...(statementTimeout !== undefined && { statement_timeout: statementTimeout }),
    ...(lockTimeout !== undefined && { lock_timeout: lockTimeout }),
    application_name: settings.applicationName,
    connectionTimeoutMillis: settings.connectTimeout,
    keepAlive: true,
  }
}
