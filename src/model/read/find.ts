import { readSort, sortKeyText, totalOrder } from '../../query/read-sort.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import type { Bindable, Binding } from '../scope.ts'
import type { ReadArguments } from './arguments.ts'
import { checkArguments, readLock, readRange } from './arguments.ts'
import { boundsOf } from './bounds.ts'
import type { Columns } from './columns.ts'
import { readColumns, readJoined } from './columns.ts'
import type { FindShape } from './find-shape.ts'
import { prepareFind } from './find-shape.ts'
import { handOutRows } from './hand-out.ts'
import { readWhere } from './where.ts'

/** A read that can run: its compiled shape, the values of its parameters, and what it hands out. */
interface ReadyFind {
  readonly shape: FindShape
  readonly parameters: readonly unknown[]
  readonly columns: Columns
}

/** Compiles a read, or finds it compiled: the arguments are read once, and again only where their shape is new. */
function readyFind(binding: Binding, args: ReadArguments, most?: number): ReadyFind {
  const { model } = binding
  const parameters: unknown[] = []
  const key = new ShapeKey('f')
  const where = readWhere(binding, args.where, { key, parameters })
  const terms = args.sort === undefined ? [] : readSort(model, args.sort, binding.scope.guard)
  const { limit, offset } = readRange(model, args)
  const least = most === undefined ? limit : Math.min(limit ?? most, most)
  const { key: boundsKey, bounds } = boundsOf({ limit: least, offset }, parameters)
  const lock = readLock(model, args.lock)
  const columns = readColumns(binding, args, { most: least, lock })
  const joined = readJoined(binding, columns, { key, parameters })
  key.text += `s${sortKeyText(terms)}${boundsKey}${lock ?? ''}${columns.key}`
  const isOrdered = terms.length > 0 || bounds.limit !== undefined || bounds.offset !== undefined
  const shape = compiled(model, key.text, () =>
    prepareFind(model, {
      where: where(),
      fields: columns.fields,
      beside: columns.beside,
      joined: joined?.(),
      sort: isOrdered ? totalOrder(terms, model.shape.key) : [],
      ...bounds,
      ...(lock && { lock }),
    }),
  )
  return { shape, parameters, columns }
}

/** Runs a read. */
async function runFind(owner: Bindable, binding: Binding, ready: ReadyFind): Promise<unknown[]> {
  const { shape, parameters, columns } = ready
  const rows = execute(binding, 'find', shape.prepared, parameters)
  return handOutRows(owner, shape, columns, isPromise(rows) ? await rows : rows)
}

const NO_ARGUMENTS: ReadArguments = Object.freeze({})

/** All records that match. */
export async function find(owner: Bindable, args: unknown = NO_ARGUMENTS): Promise<unknown[]> {
  const binding = bindingOf(owner)
  const checked = checkArguments(binding.model, args, 'find')
  const { guard } = binding.scope
  if (guard?.asks(binding.model) === true) return guard.admittedFind(owner, binding, checked)
  return runFind(owner, binding, readyFind(binding, checked))
}

/** The first record that matches, or null. */
export async function findOne(owner: Bindable, args: unknown = NO_ARGUMENTS): Promise<unknown> {
  const binding = bindingOf(owner)
  const checked = checkArguments(binding.model, args, 'find')
  const { guard } = binding.scope
  const items =
    guard?.asks(binding.model) === true
      ? await guard.admittedFind(owner, binding, checked, 1)
      : await runFind(owner, binding, readyFind(binding, checked, 1))
  return items[0] ?? null
}
