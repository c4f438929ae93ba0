import type { Document } from 'mongodb'
import type { PrometheusError } from '../../errors/error.ts'
import type { Parameters } from '../../store/contract.ts'

/** Why a document cannot be changed so: an expression of the old document, and the error where it is true. */
export interface Problem {
  readonly test: unknown
  error(): PrometheusError
}

/** The new values of some fields, by name, as expressions of the old document. */
export interface Change {
  readonly values: Document
  readonly problems: readonly Problem[]
  /** Refuses parameters that no document can take. */
  check?(parameters: Parameters): void
}
