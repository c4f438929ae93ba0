import type { ErrorCode } from '../../errors/codes.ts'
import { isPrometheusError, PrometheusError } from '../../errors/error.ts'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** By what the server or the driver says, the first that fits. */
const CONVERSIONS: readonly (readonly [says: RegExp, code: ErrorCode, text: string])[] = [
  [
    /WRONGPASS|NOAUTH|invalid password|without any password|no password is set/,
    'CONNECTION_FAILED',
    'refuses the user or password: check those of the address.',
  ],
  [
    /^NOPERM|user executing the script can't/,
    'STORE_READ_ONLY',
    'does not let the user run this command or use these keys: check its ACL.',
  ],
  [/^READONLY/, 'STORE_READ_ONLY', 'is a read-only replica: connect to the primary.'],
  [/^(MISCONF|NOREPLICAS)/, 'STORE_READ_ONLY', 'takes no writes now: see its log.'],
  [/^OOM/, 'STORE_FULL', 'has no memory left for writes: raise maxmemory, or remove records.'],
  [/^WRONGTYPE/, 'STORE_FOREIGN', 'has other data under these keys: choose another prefix.'],
  [/^(CROSSSLOT|MOVED|ASK|CLUSTERDOWN)/, 'UNSUPPORTED', 'is part of a cluster, which this store cannot use.'],
  [/^(LOADING|MASTERDOWN|TRYAGAIN)/, 'CONNECTION_FAILED', 'is not ready yet: try again.'],
  [/^ERR max number of clients/, 'CONNECTION_FAILED', 'takes no more connections.'],
  [/DB index/, 'CONNECTION_FAILED', 'has no such database: check the number at the end of the address.'],
  [/^BUSY/, 'TIMEOUT', 'is busy with a script: try again.'],
  [
    /Command timed out/,
    'TIMEOUT',
    'did not answer in time; what was to be written may be written all the same.',
  ],
  [
    /Connection is closed|max retries per request|aborted due to connection|ECONNRESET|EPIPE|Stream isn't writeable/,
    'CONNECTION_FAILED',
    'lost the connection; what was to be written may be written all the same.',
  ],
  [
    /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN|ENOENT|EACCES/,
    'CONNECTION_FAILED',
    'cannot be reached.',
  ],
  [/certificate|SSL|TLS|EPROTO/i, 'CONNECTION_FAILED', 'cannot be reached by TLS; see the cause.'],
]

const OTHER = ['', 'STORE_ERROR', 'failed; see the cause.'] as const

/** Any error of the driver or the server as a {@link PrometheusError}; `where` is the address without its password. */
export function convertError(error: unknown, where: string): PrometheusError {
  if (isPrometheusError(error)) return error
  const message = messageOf(error)
  // The driver hands over the command with all that was to be written, which is for no log.
  if (error instanceof Error) Reflect.deleteProperty(error, 'command')
  const [, code, text] = CONVERSIONS.find(([says]) => says.test(message)) ?? OTHER
  return new PrometheusError(code, `redis('${where}') ${text}`, {}, error)
}
