import { invalidQuery } from '../../query/query-error.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { PreparedCount } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import type { Bindable, Binding } from '../scope.ts'
import type { FindShape } from './find-shape.ts'
import { prepareFind } from './find-shape.ts'
import type { MakeCondition } from './where.ts'
import { readWhere } from './where.ts'

interface Counting {
  readonly key: string
  readonly parameters: readonly unknown[]
  readonly condition: MakeCondition
}

/** Reads an optional filter. An argument that is given as undefined means all. */
function readCounting(binding: Binding, prefix: string, where: unknown): Counting {
  if (where === null)
    throw invalidQuery(binding.model.name, undefined, 'has null for a filter; leave it out to mean all')
  const key = new ShapeKey(prefix)
  const parameters: unknown[] = []
  const condition = readWhere(binding, where, { key, parameters })
  return { key: key.text, parameters, condition }
}

/** How many records match. */
export async function count(owner: Bindable, where?: unknown): Promise<number> {
  const binding = bindingOf(owner)
  const { model } = binding
  const { key, parameters, condition } = readCounting(binding, 'n', where)
  const prepared = compiled<PreparedCount>(model, key, () =>
    model.store.prepare({ kind: 'count', model: model.shape, where: condition() }),
  )
  return execute(binding, 'count', prepared, parameters)
}

/** Whether any record matches. */
export async function exists(owner: Bindable, where?: unknown): Promise<boolean> {
  const binding = bindingOf(owner)
  const { model, scope } = binding
  if (scope.guard?.asks(model) === true)
    return (
      (await scope.guard.admittedFind(owner, binding, where === undefined ? {} : { where }, 1)).length > 0
    )
  const { key, parameters, condition } = readCounting(binding, 'e', where)
  const { prepared } = compiled<FindShape>(model, key, () =>
    prepareFind(model, { where: condition(), fields: [], sort: [], limit: { literal: 1 } }),
  )
  return (await execute(binding, 'exists', prepared, parameters)).length > 0
}
