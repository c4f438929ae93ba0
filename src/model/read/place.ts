import type { OrderTerm } from '../../query/compare.ts'
import type { Condition } from '../../query/condition.ts'
import { and } from '../../query/condition.ts'
import { afterKeyset } from '../../query/keyset.ts'
import { ownFields, relatedValues, sortKeyText } from '../../query/read-sort.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { compiled } from '../connected-model.ts'
import { decodeCell } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import type { Binding } from '../scope.ts'
import type { Columns } from './columns.ts'
import { readJoined } from './columns.ts'
import type { FindShape } from './find-shape.ts'
import { prepareFind } from './find-shape.ts'
import { readWhere } from './where.ts'

/** A place in an order: the values of its columns, null included. */
export type Place = readonly unknown[]

/** What a keyset read asks for. */
export interface KeysetRequest {
  readonly where: unknown
  readonly order: readonly OrderTerm[]
  /** What is handed out; the columns of the order are read beside it. */
  readonly columns: Columns
  readonly limit: number
  /** How many to leave out, where the reading begins. */
  readonly offset?: number
  /** Where to go on, or undefined to begin. */
  readonly after: Place | undefined
}

/** A keyset read that can run. Its rows hold the fields first, and behind them what of the order is not among them. */
export interface ReadyKeyset {
  readonly shape: FindShape
  readonly parameters: readonly unknown[]
  /** Gives the place of a row in the order. */
  readonly placeOf: (row: Row) => Place
}

/** Related values stand behind the fields, in the order of their terms. */
function placeReader(order: readonly OrderTerm[], { fields, prepared: { decode } }: FindShape) {
  let behind = fields.length
  const columns = order.map(({ field, via }) =>
    via === undefined ? fields.findIndex((other) => other.index === field.index) : behind++,
  )
  return (row: Row): Place => columns.map((column) => decodeCell(decode[column], row[column]))
}

function conditionFrom(where: Condition, { order, after }: KeysetRequest, first: number): Condition {
  if (after === undefined) return where
  let param = first
  return and(
    where,
    afterKeyset(order.map((term, i) => ({ term, param: after[i] === null ? undefined : param++ }))),
  )
}

/** Compiles a read of what comes after a place in an order. The limit is a parameter. */
export function readyKeyset(binding: Binding, request: KeysetRequest): ReadyKeyset {
  const { model } = binding
  const { order, after } = request
  const { fields } = request.columns
  const parameters: unknown[] = []
  const key = new ShapeKey('k')
  const where = readWhere(binding, request.where, { key, parameters })
  const first = parameters.length
  if (after !== undefined) parameters.push(...after.filter((value) => value !== null))
  const limit = { param: parameters.push(request.limit) - 1 }
  const offset = request.offset === undefined ? undefined : { param: parameters.push(request.offset) - 1 }
  key.text += `s${sortKeyText(order)}c${fields.map((field) => field.index).join()}${offset === undefined ? '' : 'o'}`
  if (after !== undefined) key.text += `@${after.map((value) => (value === null ? '0' : '1')).join('')}`
  const beside = [...ownFields(order), ...request.columns.beside]
  key.text += `b${beside.map((field) => field.index).join()}`
  const joined = readJoined(binding, request.columns, { key, parameters })
  const shape = compiled(model, key.text, () => {
    const condition = conditionFrom(where(), request, first)
    return prepareFind(model, {
      where: condition,
      fields,
      beside,
      joined: joined?.(),
      related: relatedValues(order),
      sort: order,
      limit,
      ...(offset && { offset }),
    })
  })
  return { shape, parameters, placeOf: placeReader(order, shape) }
}

/** The rows of a keyset read, with what has read them. */
export interface KeysetRows {
  readonly ready: ReadyKeyset
  readonly rows: readonly Row[]
}

/** Reads what comes after a place in an order. */
export async function keysetRows(binding: Binding, request: KeysetRequest): Promise<KeysetRows> {
  const { guard } = binding.scope
  if (guard?.asks(binding.model) === true) {
    const asked = guard.admittedRows(binding, cast<never>(request, 'the guard takes what is asked for here'))
    return cast<Promise<KeysetRows>>(asked, 'and gives what is given here')
  }
  const ready = readyKeyset(binding, request)
  return { ready, rows: await execute(binding, 'find', ready.shape.prepared, ready.parameters) }
}
