import { invalidQuery } from '../../query/query-error.ts'
import { readSort, totalOrder } from '../../query/read-sort.ts'
import { asking } from '../asking.ts'
import { bindingOf } from '../binding.ts'
import type { Bindable, Binding } from '../scope.ts'
import type { ReadArguments } from './arguments.ts'
import { checkArguments, readCount } from './arguments.ts'
import { readColumns } from './columns.ts'
import { handOutRows } from './hand-out.ts'
import type { KeysetRequest, Place } from './place.ts'
import { keysetRows } from './place.ts'

const DEFAULT_CHUNK = 1000

/** In what order a stream reads, and what it hands out. */
const readOrder = (
  binding: Binding,
  args: ReadArguments,
  most: number,
): Pick<KeysetRequest, 'order' | 'columns'> => ({
  order: totalOrder(
    args.sort === undefined ? [] : readSort(binding.model, args.sort, binding.scope.guard),
    binding.model.shape.key,
  ),
  columns: readColumns(binding, args, { most }),
})

/** Reads one chunk; gives what is handed out of it, and the place where it ends. */
async function readChunk(owner: Bindable, binding: Binding, request: KeysetRequest) {
  const { ready, rows } = await keysetRows(binding, request)
  const { shape, placeOf } = ready
  const last = rows.at(-1)
  const items = await handOutRows(owner, shape, request.columns, rows)
  return { items, end: last && placeOf(last) }
}

/** Chunks of the records that match, each read from the place where the one before ended. */
async function* chunks(owner: Bindable, given: unknown): AsyncGenerator<unknown[]> {
  const binding = bindingOf(owner)
  const { model } = binding
  const args = checkArguments(model, given, 'stream')
  const chunk = args.chunk === undefined ? DEFAULT_CHUNK : readCount(model, 'chunk', args.chunk)
  if (chunk === 0) throw invalidQuery(model.name, undefined, 'takes at least 1 for chunk')
  const order = await asking(owner, async () => readOrder(binding, args, chunk))
  let left = args.limit === undefined ? Number.POSITIVE_INFINITY : readCount(model, 'limit', args.limit)
  let offset = args.offset === undefined ? undefined : readCount(model, 'offset', args.offset)
  let after: Place | undefined
  while (left > 0) {
    const limit = Math.min(chunk, left)
    const request = { ...order, where: args.where, limit, after, ...(offset && { offset }) }
    const { items, end } = await asking(owner, () => readChunk(owner, binding, request))
    if (items.length > 0) yield items
    if (items.length < limit) return
    after = end
    offset = undefined
    left -= items.length
  }
}

/**
 * All records that match, read in chunks by place: constant memory, and no statement stays open. Records that are
 * written meanwhile may or may not come.
 */
export async function* stream(owner: Bindable, args: unknown = {}): AsyncGenerator<unknown> {
  for await (const chunk of chunks(owner, args)) yield* chunk
}
