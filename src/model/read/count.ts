import { FilterContext } from '../../query/filter-context.ts'
import { invalidQuery } from '../../query/query-error.ts'
import { readFilter } from '../../query/read-filter.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { PreparedCount } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import type { Bindable } from '../scope.ts'
import type { FindShape } from './find-shape.ts'
import { conditionOf, prepareFind } from './find-shape.ts'

/** Reads an optional filter into a key of its shape; gives the parameters. An argument that is given as undefined means all. */
function readWhere(model: ConnectedModel, key: ShapeKey, where: unknown): unknown[] {
  const parameters: unknown[] = []
  if (where === null)
    throw invalidQuery(model.name, undefined, 'has null for a filter; leave it out to mean all')
  if (where !== undefined) readFilter(new FilterContext(model, key, parameters), where)
  return parameters
}

/** How many records match. */
export async function count(owner: Bindable, where?: unknown): Promise<number> {
  const binding = bindingOf(owner)
  const { model } = binding
  const key = new ShapeKey('n')
  const parameters = readWhere(model, key, where)
  const prepared = compiled<PreparedCount>(model, key.text, () =>
    model.store.prepare({ kind: 'count', model: model.shape, where: conditionOf(model, where) }),
  )
  return execute(binding, 'count', prepared, parameters)
}

/** Whether any record matches. */
export async function exists(owner: Bindable, where?: unknown): Promise<boolean> {
  const binding = bindingOf(owner)
  const { model } = binding
  const key = new ShapeKey('e')
  const parameters = readWhere(model, key, where)
  const { prepared } = compiled<FindShape>(model, key.text, () =>
    prepareFind(model, { where: conditionOf(model, where), fields: [], sort: [], limit: { literal: 1 } }),
  )
  return (await execute(binding, 'exists', prepared, parameters)).length > 0
}
