import { FilterContext } from '../../query/filter-context.ts'
import { readFilter } from '../../query/read-filter.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { PreparedWrite } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import { conditionOf } from '../read/find-shape.ts'
import type { Bindable } from '../scope.ts'
import { requireFilter } from './update.ts'

/** Destroys all records that match; gives their number. */
export async function destroyWhere(owner: Bindable, where: unknown): Promise<number> {
  const binding = bindingOf(owner)
  const { model } = binding
  requireFilter(model, where, 'destroyWhere')
  const key = new ShapeKey('d')
  const parameters: unknown[] = []
  readFilter(new FilterContext(model, key, parameters), where)
  const prepared = compiled<PreparedWrite>(model, key.text, () =>
    model.store.prepare({ kind: 'destroy', model: model.shape, where: conditionOf(model, where) }),
  )
  return execute(binding, 'destroy', prepared, parameters)
}
