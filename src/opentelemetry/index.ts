export { traceStatements } from './trace-statements.ts'
