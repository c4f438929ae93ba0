export { type ErrorCode, type ErrorCodeEntry, errorTable } from './errors/codes.ts'
export {
  type ErrorDetails,
  type FieldProblem,
  isPrometheusError,
  PrometheusError,
  ValidationError,
} from './errors/error.ts'
export { createPrometheus, everything } from './model/prometheus.ts'
export { now } from './query/now.ts'
export { field, hasMany, hasOne, manyToMany, ref, typeOf } from './schema/factories.ts'
export { type FieldTableRow, fieldTable } from './schema/field-table.ts'
