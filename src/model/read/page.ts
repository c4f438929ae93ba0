import { invalidQuery } from '../../query/query-error.ts'
import { readSort, reverseOrder, totalOrder } from '../../query/read-sort.ts'
import type { Row } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import type { Bindable } from '../scope.ts'
import type { ReadArguments } from './arguments.ts'
import { checkArguments, readCount } from './arguments.ts'
import { readColumns } from './columns.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { handOutRows } from './hand-out.ts'
import { keysetRows } from './place.ts'

/** One page, with the cursors of its neighbours. */
export interface PageResult {
  readonly items: readonly unknown[]
  readonly next: string | null
  readonly previous: string | null
}

const DEFAULT_LIMIT = 50

/** One page of the records that match, by place and not by number: it stays right while records come and go. */
export async function page(owner: Bindable, given: unknown = {}): Promise<PageResult> {
  const binding = bindingOf(owner)
  const { model } = binding
  const args: ReadArguments = checkArguments(model, given, 'page')
  if (args.after != null && args.before != null)
    throw invalidQuery(model.name, undefined, 'takes after or before, not both')
  const limit = args.limit === undefined ? DEFAULT_LIMIT : readCount(model, 'limit', args.limit)
  const order = totalOrder(
    args.sort === undefined ? [] : readSort(model, args.sort, binding.scope.guard),
    model.shape.key,
  )
  const cursor = args.after ?? args.before ?? undefined
  const backward = args.before != null
  const columns = readColumns(binding, args, { most: limit })
  const { ready, rows: found } = await keysetRows(binding, {
    where: args.where,
    order: backward ? reverseOrder(order) : order,
    columns,
    limit: limit + 1,
    after: cursor === undefined ? undefined : decodeCursor(model, order, cursor),
  })
  const rows = backward ? found.slice(0, limit).reverse() : found.slice(0, limit)
  const more = found.length > limit
  const cursorOf = (row: Row | undefined) =>
    row === undefined ? null : encodeCursor(order, ready.placeOf(row))
  return {
    items: await handOutRows(owner, ready.shape, columns, rows),
    next: more || backward ? cursorOf(rows.at(-1)) : null,
    previous: (backward ? more : cursor !== undefined) ? cursorOf(rows[0]) : null,
  }
}
