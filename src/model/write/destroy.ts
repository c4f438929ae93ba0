import { FilterContext } from '../../query/filter-context.ts'
import { readFilter } from '../../query/read-filter.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { PreparedWrite } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { decodeCell } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import type { FindShape } from '../read/find-shape.ts'
import { conditionOf, prepareFind } from '../read/find-shape.ts'
import { runTransaction } from '../run-transaction.ts'
import type { Bindable, Binding } from '../scope.ts'
import { destroyIn } from './destroy-record.ts'
import { followDestroy, takesAlong } from './follow-destroy.ts'
import { requireFilter } from './update.ts'

function destroyMatching(binding: Binding, where: unknown, key: ShapeKey, parameters: readonly unknown[]) {
  const { model } = binding
  const prepared = compiled<PreparedWrite>(model, key.text, () =>
    model.store.prepare({ kind: 'destroy', model: model.shape, where: conditionOf(model, where) }),
  )
  return execute(binding, 'destroy', prepared, parameters)
}

/** The keys of the records that match: one value each, since refs lead to keys of one field only. */
async function matchingKeys(binding: Binding, where: unknown, key: ShapeKey, parameters: readonly unknown[]) {
  const { model } = binding
  const { prepared } = compiled<FindShape>(model, `y${key.text}`, () =>
    prepareFind(model, { where: conditionOf(model, where), fields: model.shape.key, sort: [] }),
  )
  const rows = await execute(binding, 'find', prepared, parameters)
  return rows.map(([raw]) => decodeCell(prepared.decode[0], raw))
}

/** Destroys all records that match; gives their number. What their model takes along goes with them, or nothing does. */
export async function destroyWhere(owner: Bindable, where: unknown): Promise<number> {
  const binding = bindingOf(owner)
  const { model, scope } = binding
  requireFilter(model, where, 'destroyWhere')
  const key = new ShapeKey('d')
  const parameters: unknown[] = []
  readFilter(new FilterContext(model, key, parameters), where)
  if (!takesAlong(model)) return destroyMatching(binding, where, key, parameters)
  return runTransaction(scope, {}, async (tx) => {
    const inside = { model, scope: { ...scope, tx } }
    const keys = await matchingKeys(inside, where, key, parameters)
    await followDestroy(inside, keys, (child, at) => destroyIn(child, at))
    return destroyMatching(inside, where, key, parameters)
  })
}
