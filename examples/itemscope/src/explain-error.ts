import { isPrometheusError } from 'prometheus-odm'
import { UsageError } from './settings.ts'

/** An error as a program prints it: what the person at the shell can mend in a line, anything else in full. */
export function explainError(error: unknown): unknown {
  if (error instanceof UsageError) return error.message
  if (isPrometheusError(error)) return `${error.code}: ${error.message}`
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE')
    return 'The port is taken. Choose another one with PORT=3001, or any free one with PORT=0.'
  if (code === 'EACCES' || code === 'ENOENT' || code === 'EISDIR')
    return error instanceof Error ? error.message : code
  return error
}
