export { observePools } from './observe-pools.ts'
export { traceStatements } from './trace-statements.ts'
