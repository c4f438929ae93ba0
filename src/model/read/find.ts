import { FilterContext } from '../../query/filter-context.ts'
import { readFilter } from '../../query/read-filter.ts'
import { readSort, sortKeyText, totalOrder } from '../../query/read-sort.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { Bound, Row } from '../../store/contract.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import type { Bindable } from '../binding.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import { hydrateAll } from '../record.ts'
import type { Binding } from '../scope.ts'
import type { ReadArguments } from './arguments.ts'
import { checkArguments, readCount, readLock, readSelect } from './arguments.ts'
import type { FindShape } from './find-shape.ts'
import { conditionOf, prepareFind } from './find-shape.ts'

/** Limits that stand in the statement itself, which is faster; a fixed set, since each makes a shape of its own. */
const LITERAL_LIMITS: ReadonlySet<number> = new Set([
  1, 2, 5, 10, 12, 20, 24, 25, 30, 50, 100, 200, 250, 500, 1000,
])

/** A read that can run: its compiled shape and the values of its parameters. */
export interface ReadyFind {
  readonly shape: FindShape
  readonly parameters: readonly unknown[]
  /** Whether plain objects are asked for instead of records. */
  readonly plain: boolean
}

const literal = (limit: number): Bound | undefined =>
  LITERAL_LIMITS.has(limit) ? { literal: limit } : undefined

/** The bound of a number that varies: a parameter. */
function parameter(parameters: unknown[], value: number): Bound {
  return { param: parameters.push(value) - 1 }
}

/** Compiles a read, or finds it compiled: the arguments are read once, and again only where their shape is new. */
export function readyFind(model: ConnectedModel, args: ReadArguments, most?: number): ReadyFind {
  const parameters: unknown[] = []
  const key = new ShapeKey('f')
  if (args.where !== undefined) readFilter(new FilterContext(model, key, parameters), args.where)
  const terms = args.sort === undefined ? [] : readSort(model, args.sort)
  const limit =
    args.limit === undefined
      ? most
      : Math.min(readCount(model, 'limit', args.limit), most ?? Number.MAX_SAFE_INTEGER)
  const limitBound = limit === undefined ? undefined : (literal(limit) ?? parameter(parameters, limit))
  const offset =
    args.offset === undefined ? undefined : parameter(parameters, readCount(model, 'offset', args.offset))
  const lock = readLock(model, args.lock)
  const fields = args.select === undefined ? model.shape.fields : readSelect(model, args.select)
  key.text += `s${sortKeyText(terms)}l${limitBound === undefined ? '' : 'literal' in limitBound ? limitBound.literal : '?'}`
  key.text += `${offset === undefined ? '' : 'o'}${lock ?? ''}`
  if (args.select !== undefined) key.text += `c${fields.map((field) => field.index).join()}`
  const shape = compiled(model, key.text, () =>
    prepareFind(model, {
      where: conditionOf(model, args.where),
      fields,
      sort:
        terms.length > 0 || limitBound !== undefined || offset !== undefined
          ? totalOrder(terms, model.shape.key)
          : [],
      ...(limitBound && { limit: limitBound }),
      ...(offset && { offset }),
      ...(lock && { lock }),
    }),
  )
  return { shape, parameters, plain: args.plain === true || args.select !== undefined }
}

/** Rows as they are handed out: records, or plain objects. */
export function present(owner: Bindable, { shape, plain }: ReadyFind, rows: readonly Row[]): unknown[] {
  return plain ? shape.toPlain(rows) : hydrateAll(owner, rows, shape.decode)
}

/** Runs a read. */
export async function runFind(owner: Bindable, binding: Binding, ready: ReadyFind): Promise<unknown[]> {
  const rows = execute(binding, 'find', ready.shape.prepared, ready.parameters)
  return present(owner, ready, isPromise(rows) ? await rows : rows)
}

const NO_ARGUMENTS: ReadArguments = Object.freeze({})

/** All records that match. */
export async function find(owner: Bindable, args: unknown = NO_ARGUMENTS): Promise<unknown[]> {
  const binding = bindingOf(owner)
  return runFind(owner, binding, readyFind(binding.model, checkArguments(binding.model, args, 'find')))
}

/** The first record that matches, or null. */
export async function findOne(owner: Bindable, args: unknown = NO_ARGUMENTS): Promise<unknown> {
  const binding = bindingOf(owner)
  const items = await runFind(
    owner,
    binding,
    readyFind(binding.model, checkArguments(binding.model, args, 'find'), 1),
  )
  return items[0] ?? null
}
