/** Codes of errors after which the same call may go through. */
export const retryableCodes: ReadonlySet<string> = new Set([
  'SERIALIZATION_FAILURE',
  'LOCK_TIMEOUT',
  'TIMEOUT',
  'CONNECTION_FAILED',
])
