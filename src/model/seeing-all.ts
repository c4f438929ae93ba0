import { ALWAYS } from '../query/condition.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { Binding } from './scope.ts'
import { ShapeCache } from './shape-cache.ts'

const known = new WeakMap<ConnectedModel, ConnectedModel>()

/** The same model, which sees the records that are marked as destroyed too. */
export function seeingAll(model: ConnectedModel): ConnectedModel {
  if (model.living.op === 'always') return model
  const all = known.get(model) ?? { ...model, living: ALWAYS, shapes: new ShapeCache() }
  known.set(model, all)
  return all
}

/** The same binding, of the model that sees the living only. */
export const seeingLiving = ({ model, scope }: Binding): Binding => ({
  model: scope.core.models.get(model.name) ?? model,
  scope,
})
