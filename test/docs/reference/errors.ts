import { errorTable } from '../../../src/errors/codes.ts'
import { code, table } from './table.ts'

/** The page of error codes. */
export const errorsPage = (): string => `# Errors

Every code of a \`PrometheusError\`. [The guide](../guide/errors.md) shows how to use them.

${table(
  ['code', 'meaning', 'what to do', 'may pass when tried again'],
  Object.entries(errorTable).map(([name, { meaning, remedy, retryable }]) => [
    code(name),
    meaning,
    remedy,
    retryable ? 'yes' : '',
  ]),
)}
`
