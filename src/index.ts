export type { ErrorCode } from './errors/codes.ts'
export {
  type ErrorDetails,
  type ErrorJson,
  type FieldProblem,
  isPrometheusError,
  PrometheusError,
  ValidationError,
} from './errors/error.ts'
export { createPrometheus, everything } from './model/prometheus.ts'
export type { AggregateArgs, AggregateRow } from './model/types/aggregate.ts'
export type { Answer, Explanation } from './model/types/answers.ts'
export type {
  Change,
  ChangeBase,
  ChangeImage,
  ChangeImages,
  Changes,
  ChangesOptions,
  ChangesPage,
  ChangesRequest,
  ConsumeOptions,
  Consumer,
  ConsumerState,
  Delivery,
} from './model/types/changes-type.ts'
export type { Checked } from './model/types/checked.ts'
export type { Connect, ConnectOptions } from './model/types/connect-type.ts'
export type {
  BoundModel,
  Database,
  Scoped,
  StatementEvent,
  StorePool,
  SystemEvent,
  Transaction,
  TransactionOptions,
  Trusted,
  WarningEvent,
} from './model/types/db-type.ts'
export type {
  DefineMixin,
  DefineModel,
  MixinOptions,
  ModelOptions,
  Prometheus,
} from './model/types/define.ts'
export type { FindArgs, PageArgs, Sort, StreamArgs } from './model/types/find-args.ts'
export type { Hooks } from './model/types/hooks-type.ts'
export type { Loaded, Page } from './model/types/loaded.ts'
export type {
  AnyMixin,
  Full,
  Mixin,
  MixinMethods,
  MixinRoles,
  MixinSchema,
  MixinStatics,
} from './model/types/mixin-type.ts'
export type { Defined, Model } from './model/types/model-type.ts'
export type { GivenRelated, NewRelated, NewValues, RelatedChanges } from './model/types/nested-write.ts'
export type { ModelRecord, RecordBase } from './model/types/record-type.ts'
export type { AnyModel, ModelTypes, RecordOf } from './model/types/registry.ts'
export type { SelfQueries } from './model/types/self-queries.ts'
export type { Offerable, OfferFields, Transferable } from './model/types/transfer-type.ts'
export type { Where } from './model/types/where.ts'
export { now } from './query/now.ts'
export { field, hasMany, hasOne, manyToMany, ref, typeOf } from './schema/factories.ts'
export type { Field, Flag } from './schema/field.ts'
export type { Flags } from './schema/field-options.ts'
export type { Attrs, CreateInput, JsonOf, UpdateInput } from './schema/infer.ts'
export type { FieldKind, IdType } from './schema/kinds.ts'
export type { Has, ManyToMany, Ref, Relation } from './schema/relation.ts'
export type { SessionShape, SessionUser } from './schema/session.ts'
export type { FieldShape, IndexShape, ModelShape } from './schema/shape.ts'
export type { FileValue, JsonValue, Now, Password, StandardSchema } from './schema/value-types.ts'
export type { Capabilities } from './store/capabilities.ts'
export type {
  ChangeLog,
  ChangeOp,
  Compaction,
  Expiry,
  Image,
  LoggedChange,
  LogPage,
  LogRequest,
  Swept,
} from './store/change-log.ts'
export type {
  Lock,
  Plan,
  PreparedByKind,
  Row,
  Store,
  StoreTransaction,
} from './store/contract.ts'
export type { PoolFigures } from './store/pool.ts'
