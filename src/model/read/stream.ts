import { whenAsked } from '../../access/suspension.ts'
import { invalidQuery } from '../../query/query-error.ts'
import { readSort, totalOrder } from '../../query/read-sort.ts'
import type { Row } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import { execute } from '../execute.ts'
import type { Bindable } from '../scope.ts'
import { checkArguments, readCount } from './arguments.ts'
import { readColumns } from './columns.ts'
import { handOutRows } from './hand-out.ts'
import type { Place } from './place.ts'
import { readyKeyset } from './place.ts'

const DEFAULT_CHUNK = 1000

/** Chunks of the records that match, each read from the place where the one before ended. */
async function* chunks(owner: Bindable, given: unknown): AsyncGenerator<unknown[]> {
  const binding = bindingOf(owner)
  const { model } = binding
  const args = checkArguments(model, given, 'stream')
  const chunk = args.chunk === undefined ? DEFAULT_CHUNK : readCount(model, 'chunk', args.chunk)
  if (chunk === 0) throw invalidQuery(model.name, undefined, 'takes at least 1 for chunk')
  const order = totalOrder(
    args.sort === undefined ? [] : readSort(model, args.sort, binding.scope.guard),
    model.shape.key,
  )
  const columns = readColumns(binding, args)
  let left = args.limit === undefined ? Number.POSITIVE_INFINITY : readCount(model, 'limit', args.limit)
  let offset = args.offset === undefined ? undefined : readCount(model, 'offset', args.offset)
  let after: Place | undefined
  while (left > 0) {
    const limit = Math.min(chunk, left)
    const place = { where: args.where, order, columns, limit, after, ...(offset && { offset }) }
    const ready = await whenAsked(() => readyKeyset(binding, place))
    const rows: readonly Row[] = await execute(binding, 'find', ready.shape.prepared, ready.parameters)
    const last = rows.at(-1)
    if (last === undefined) return
    yield await handOutRows(owner, ready.shape, columns, rows)
    if (rows.length < limit) return
    after = ready.placeOf(last)
    offset = undefined
    left -= rows.length
  }
}

/**
 * All records that match, read in chunks by place: constant memory, and no statement stays open. Records that are
 * written meanwhile may or may not come.
 */
export async function* stream(owner: Bindable, args: unknown = {}): AsyncGenerator<unknown> {
  for await (const chunk of chunks(owner, args)) yield* chunk
}
