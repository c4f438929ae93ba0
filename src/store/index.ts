export { PrometheusError } from '../errors/error.ts'
export { equalsOf, identityOf } from '../query/compare.ts'
export type { Condition } from '../query/condition.ts'
export { compilePredicate, type FindRows, type Predicate } from '../query/predicate.ts'
export type { ExpiryShape, FieldShape, IndexShape, ModelShape, RefShape } from '../schema/shape.ts'
export type { MaybePromise } from '../support/maybe-promise.ts'
export type { Capabilities } from './capabilities.ts'
export type {
  AggregatePlan,
  Assignment,
  CountPlan,
  Decode,
  DestroyPlan,
  FindPlan,
  IncludePlan,
  InsertPlan,
  Parameters,
  Plan,
  Prepared,
  PreparedByKind,
  PreparedCount,
  PreparedInsert,
  PreparedRead,
  PreparedWrite,
  Row,
  RowColumns,
  Store,
  StoreTransaction,
  TransactionOptions,
  UpdatePlan,
  UpsertPlan,
} from './contract.ts'
export type { PoolFigures } from './pool.ts'
export { changerOf } from './rows/assignments.ts'
export { findDecode, findSteps } from './rows/find-steps.ts'
export { aggregateDecode, groupsOf } from './rows/groups.ts'
export { checkNulls, rowMaker } from './rows/new-row.ts'
export { keyOfRow } from './rows/row-key.ts'
export { decodeOf } from './rows/values.ts'
export { uniqueViolation } from './rows/violations.ts'
