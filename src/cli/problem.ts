import { isPrometheusError } from '../errors/error.ts'

/** Something that whoever called can put right: it is told in one line, without a stack. */
export class Problem extends Error {}

/** What is told of an error. */
export function problemOf(error: unknown): string {
  if (error instanceof Problem) return error.message
  if (isPrometheusError(error) && error.code !== 'INTERNAL') return withCause(error)
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** The message and, where the database has failed in a way without a code of its own, what it said. */
function withCause({ code, message, cause }: { code: string; message: string; cause?: unknown }): string {
  const said = code === 'STORE_ERROR' && cause instanceof Error ? ` It said: ${cause.message}` : ''
  return `${code}: ${message}${said}`
}
