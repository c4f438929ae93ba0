import type { ErrorCode } from '../../errors/codes.ts'
import type { FieldProblem } from '../../errors/error.ts'
import { isPrometheusError, PrometheusError, ValidationError } from '../../errors/error.ts'

/** What stands inside of something else: `offers[1]` and `price` are `offers[1].price`. */
export function joinPath(outer: string, inner: string): string {
  if (outer === '' || inner === '') return outer + inner
  return inner.startsWith('[') ? `${outer}${inner}` : `${outer}.${inner}`
}

/** Problems of a record that stands inside of another. */
export const problemsAt = (path: string, problems: readonly FieldProblem[]): FieldProblem[] =>
  problems.map((problem) => ({ ...problem, field: joinPath(path, problem.field) }))

/** The problems that a check throws, or none. */
export async function problemsOf(check: () => unknown): Promise<readonly FieldProblem[]> {
  try {
    await check()
    return []
  } catch (error) {
    if (error instanceof ValidationError) return error.problems
    throw error
  }
}

/** Errors about one record, which are told with its place among the others that are written with it. */
const ABOUT_A_RECORD: ReadonlySet<ErrorCode> = new Set([
  'NOT_FOUND',
  'UNIQUE_VIOLATION',
  'FOREIGN_KEY_VIOLATION',
  'CHECK_VIOLATION',
  'NOT_NULL_VIOLATION',
  'NUMBER_OVERFLOW',
  'STALE_VERSION',
])

/** The same error with the place in `details.path` and before its message. */
function placed(path: string, error: PrometheusError): PrometheusError {
  const inner = typeof error.details.path === 'string' ? error.details.path : ''
  const whole = joinPath(path, inner)
  const isPlaced = inner !== '' && error.message.startsWith(`${inner}: `)
  const message = isPlaced ? error.message.slice(inner.length + 2) : error.message
  return new PrometheusError(error.code, `${whole}: ${message}`, { ...error.details, path: whole }, error)
}

/** Runs the write of a record that stands inside of another: its errors say where. */
export async function atPath<T>(model: string, path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ValidationError) throw new ValidationError(model, problemsAt(path, error.problems))
    if (isPrometheusError(error) && ABOUT_A_RECORD.has(error.code)) throw placed(path, error)
    throw error
  }
}
