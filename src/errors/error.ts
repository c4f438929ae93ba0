import type { ErrorCode } from './codes.ts'
import { retryableCodes } from './retryable.ts'

const BRAND = Symbol.for('prometheus-odm.error')

/** One problem of one field, as {@link ValidationError} lists them. */
export interface FieldProblem {
  /** The attribute, or `''` for a problem of the whole record. */
  readonly field: string
  /** A short machine-readable reason: `required`, `type`, `too_long`, `pattern`, `unknown`… */
  readonly code: string
  /** A sentence for people, without the refused value. */
  readonly message: string
}

/** What an error is about; never holds stored values. */
export interface ErrorDetails {
  readonly model?: string
  readonly field?: string
  readonly fields?: readonly string[]
  readonly index?: string
  readonly operator?: string
  readonly nearest?: string
  readonly problems?: readonly FieldProblem[]
  readonly capability?: string
  readonly [more: string]: unknown
}

/** The form in which an error leaves the process. */
export interface ErrorJson {
  readonly code: ErrorCode
  readonly message: string
  readonly details: ErrorDetails
}

/** Every error that Prometheus throws: a `code` to branch on, a message that says what to do, and `details`. */
export class PrometheusError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'PrometheusError'
    this.code = code
    this.details = details
    Object.defineProperty(this, BRAND, { value: true })
  }

  /** Whether the same call may go through when it is made again. */
  get retryable(): boolean {
    return retryableCodes.has(this.code)
  }

  /** Code, message and details; neither the cause nor a stack. */
  toJSON(): ErrorJson {
    return { code: this.code, message: this.message, details: this.details }
  }
}

/** VALIDATION_FAILED with all problems at once, by field. */
export class ValidationError extends PrometheusError {
  readonly problems: readonly FieldProblem[]

  constructor(model: string, problems: readonly FieldProblem[]) {
    const list = problems.map(
      (problem) => (problem.field === '' ? '' : `${problem.field} `) + problem.message,
    )
    super('VALIDATION_FAILED', `${model}: ${list.join('; ')}.`, { model, problems })
    this.name = 'ValidationError'
    this.problems = problems
  }
}

/** Whether a thrown value is a {@link PrometheusError}, also one of another copy of the package. */
export function isPrometheusError(error: unknown): error is PrometheusError {
  return typeof error === 'object' && error !== null && BRAND in error
}
