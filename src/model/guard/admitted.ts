import { PrometheusError } from '../../errors/error.ts'
import type { Policy } from '../../query/policy.ts'
import { readSort, totalOrder } from '../../query/read-sort.ts'
import type { Row } from '../../store/contract.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import type { ReadArguments } from '../read/arguments.ts'
import { readRange } from '../read/arguments.ts'
import { readColumns } from '../read/columns.ts'
import type { FindShape } from '../read/find-shape.ts'
import { handOutRows } from '../read/hand-out.ts'
import type { KeysetRequest, KeysetRows, Place } from '../read/place.ts'
import { readyKeyset } from '../read/place.ts'
import type { Bindable, Binding } from '../scope.ts'
import { fitStored } from './fit-stored.ts'
import { verdicts } from './verdicts.ts'

const LEAST_CHUNK = 50
const LARGEST_CHUNK = 1000

/** Whether functions decide record by record where a policy holds. */
export const isAsked = (policy: Policy): boolean => typeof policy !== 'boolean' && policy.asked !== undefined

/** The same policy without what is asked of single records: it allows those, and more. */
export const supersetOf = (policy: Policy): Policy =>
  typeof policy === 'boolean' ? policy : { where: policy.where }

/** How many records may be read to ask of them in one call, where a role says so. */
function capOf(policy: Policy): number {
  const roles = typeof policy === 'boolean' ? [] : (policy.asked?.roles ?? [])
  return Math.min(...roles.map(({ scan }) => scan ?? Number.POSITIVE_INFINITY))
}

const canonical = ({ fields, prepared }: FindShape, row: Row): Row => {
  const values: unknown[] = []
  for (const [i, value] of decodeRow(row, prepared).entries()) values[fields[i]?.index ?? i] = value
  return values
}

function tooMany({ model }: Binding, cap: number): PrometheusError {
  const message = `${model.name}: more than ${cap} records would have to be read to ask a role of each: narrow the filter, or raise its \`scan\`.`
  return new PrometheusError('SCAN_LIMIT', message, { model: model.name, scan: cap })
}

/** The rows among those that were read that may be read. */
export async function admit(
  binding: Binding,
  shape: FindShape,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const policy = binding.scope.guard?.policy(binding.model, 'read') ?? true
  const cap = capOf(policy)
  if (rows.length > cap) throw tooMany(binding, cap)
  const asked = rows.map((row) => canonical(shape, row))
  const allowed = await verdicts(binding, policy, asked, fitStored)
  return rows.filter((_, i) => allowed[i] === true)
}

/**
 * Reads by place until as many records as are asked for may be read, or there are no more: so lists and pages are full
 * and right, whatever a function says of single records.
 */
export async function admittedRows(binding: Binding, request: KeysetRequest): Promise<KeysetRows> {
  const { model, scope } = binding
  const cap = capOf(scope.guard?.policy(model, 'read') ?? true)
  const wide = scope.guard?.superset(binding) ?? binding
  const columns = { ...request.columns, beside: [...request.columns.beside, ...model.shape.fields] }
  const rows: Row[] = []
  let [after, read]: [Place | undefined, number] = [request.after, 0]
  for (;;) {
    const wanted = Math.min(Math.max((request.limit - rows.length) * 2, LEAST_CHUNK), LARGEST_CHUNK)
    const limit = Math.min(wanted, cap - read + 1)
    const ready = readyKeyset(wide, { where: request.where, order: request.order, columns, limit, after })
    const found: readonly Row[] = await execute(wide, 'find', ready.shape.prepared, ready.parameters)
    read += found.length
    if (read > cap) throw tooMany(binding, cap)
    rows.push(...(await admit(binding, ready.shape, found)))
    const last = found.at(-1)
    if (rows.length >= request.limit || found.length < limit || last === undefined)
      return { ready, rows: rows.slice(0, request.limit) }
    after = ready.placeOf(last)
  }
}

/** All records that match and may be read, each of them asked of. */
export async function admittedFind(
  owner: Bindable,
  binding: Binding,
  args: ReadArguments,
  most = Number.POSITIVE_INFINITY,
): Promise<object[]> {
  const { model, scope } = binding
  if (args.lock !== undefined) {
    const message = `${model.name}: a role decides record by record, so its records cannot be locked as they are read.`
    throw new PrometheusError('UNSUPPORTED', message, { model: model.name })
  }
  const { limit = Number.POSITIVE_INFINITY, offset = 0 } = readRange(model, args)
  const count = Math.min(limit, most)
  const columns = readColumns(binding, args)
  const sort = args.sort === undefined ? [] : readSort(model, args.sort, scope.guard)
  const { ready, rows } = await admittedRows(binding, {
    where: args.where,
    order: totalOrder(sort, model.shape.key),
    columns,
    limit: offset + count,
    after: undefined,
  })
  return handOutRows(owner, ready.shape, columns, rows.slice(offset))
}
