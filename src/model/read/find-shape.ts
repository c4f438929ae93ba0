import type { OrderTerm } from '../../query/compare.ts'
import type { Condition } from '../../query/condition.ts'
import type { RelatedValue } from '../../query/related-value.ts'
import type { FieldShape, IndexShape } from '../../schema/shape.ts'
import type {
  Bound,
  Decode,
  FindPlan,
  IncludePlan,
  Lock,
  PreparedRead,
  RowColumns,
} from '../../store/contract.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { MappedColumn, RowMapper } from '../row-mapper.ts'
import { createRowMapper } from '../row-mapper.ts'

/** What makes objects of rows. */
export interface RowShape {
  /** What the store says of their columns. */
  readonly prepared: RowColumns
  /** The first columns: what is handed out, then what is read beside it; related values and included rows follow. */
  readonly fields: readonly FieldShape[]
  /** Turns the columns into the values that are handed out. */
  readonly decode: readonly (Decode | undefined)[]
  /** Rows to plain objects of what is handed out. */
  readonly toPlain: RowMapper
  /** The rows that stand in these, by the relation's name. */
  readonly joined: ReadonlyMap<string, JoinedShape> | undefined
}

/** Rows that stand in others, in one of their columns. */
export interface JoinedShape {
  readonly column: number
  readonly shape: RowShape
}

/** A compiled read: what runs it, and what makes objects of its rows. */
export interface FindShape extends RowShape {
  readonly prepared: PreparedRead
}

/** Related records that are read in the rows of those who have them. */
export interface Joined {
  readonly plans: readonly IncludePlan[]
  /** Their shapes, in rows of these columns. */
  shapesIn(columns: RowColumns): ReadonlyMap<string, JoinedShape>
}

/** What rows are to hold. */
export interface RowRequest {
  /** What is handed out. */
  readonly fields: readonly FieldShape[]
  /** What is read beside it, for an order or for relations. */
  readonly beside?: readonly FieldShape[]
  readonly joined?: Joined | undefined
}

/** What a read asks for, with values at their positions already. */
export interface FindRequest extends RowRequest {
  readonly where: Condition
  /** What is read of related records, behind all fields. */
  readonly related?: readonly RelatedValue[]
  readonly sort: readonly OrderTerm[]
  readonly limit?: Bound
  readonly offset?: Bound
  readonly each?: NonNullable<FindPlan['each']>
  readonly lock?: Lock
}

const compares = (condition: Condition, field: FieldShape): boolean =>
  condition.op === 'eq' &&
  !condition.not &&
  condition.path === undefined &&
  condition.field.index === field.index

/** Whether all records that are seen are in an index: of some it has the living only. */
const isAmong = ({ living }: ConnectedModel, { whereNull }: IndexShape): boolean =>
  whereNull === undefined || living.op !== 'always'

/** Whether at most one record can match: the condition compares a whole key or unique index. */
function matchesOne(model: ConnectedModel, where: Condition): boolean {
  const leaves = where.op === 'and' ? where.items : [where]
  const unique = [
    model.shape.key,
    ...model.shape.indexes
      .filter((index) => index.unique && isAmong(model, index))
      .map(({ fields }) => fields),
  ]
  return unique.some((fields) => fields.every((field) => leaves.some((leaf) => compares(leaf, field))))
}

/** Decodes a column and presents it as users see it. */
export function handOut(
  model: ConnectedModel,
  field: FieldShape,
  decode: Decode | undefined,
): Decode | undefined {
  const present = model.attributes.get(field.name)?.present
  if (present === undefined) return decode
  return decode === undefined ? present : (raw) => present(decode(raw))
}

/** How columns become properties. */
export const columnsOf = (
  fields: readonly FieldShape[],
  decode: readonly (Decode | undefined)[],
): MappedColumn[] => fields.map((field, i) => ({ name: field.name, decode: decode[i] }))

const isOne = (limit: Bound | undefined): boolean =>
  limit !== undefined && 'literal' in limit && limit.literal === 1

/** The fields of a request: what is handed out, then what is read beside it and is not there yet. */
export function fieldsRead({ fields, beside = [] }: RowRequest): readonly FieldShape[] {
  const read = [...fields]
  for (const field of beside) if (!read.some((other) => other.index === field.index)) read.push(field)
  return read
}

/** The shape of rows that hold what a request asks for. */
export function rowShape<C extends RowColumns>(model: ConnectedModel, request: RowRequest, prepared: C) {
  const fields = fieldsRead(request)
  const decode = fields.map((field, i) => handOut(model, field, prepared.decode[i]))
  let mapper: RowMapper | undefined
  const toPlain: RowMapper = (rows) => {
    mapper ??= createRowMapper(columnsOf(request.fields, decode))
    return mapper(rows)
  }
  return { prepared, fields, decode, toPlain, joined: request.joined?.shapesIn(prepared) }
}

/** Prepares a read. */
export function prepareFind(model: ConnectedModel, request: FindRequest): FindShape {
  const { where, sort, limit, offset, lock, related, each, joined } = request
  const one = each === undefined && (isOne(limit) || matchesOne(model, where))
  const fields = fieldsRead(request)
  const bounds = { ...(limit && { limit }), ...(offset && { offset }), ...(lock && { lock }) }
  const beside = { ...(related && { related }), ...(joined && { include: joined.plans }) }
  const rest = { ...beside, ...(each && { each }), ...bounds }
  const plan: FindPlan = { kind: 'find', model: model.shape, one, fields, where, sort, ...rest }
  return rowShape(model, request, model.store.prepare(plan))
}
