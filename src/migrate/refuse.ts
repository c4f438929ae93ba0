import type { ErrorDetails } from '../errors/error.ts'
import { PrometheusError } from '../errors/error.ts'

/** The error of a migration that cannot be written or run. */
export const refused = (message: string, details: ErrorDetails = {}): PrometheusError =>
  new PrometheusError('MIGRATION_REFUSED', message, details)
