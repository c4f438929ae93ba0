import { accessTo } from '../record.ts'
import type { Side } from './operations.ts'
import { sideOf } from './operations.ts'
import type { Owner } from './store-refs.ts'
import { operationsFor } from './store-refs.ts'

/** The attributes, with the model of each, whose values decide what is related to a record already. */
function linksOf({ owner, kind, relation }: Side) {
  const [first, second] = relation.steps
  if (kind === 'ref') return [{ model: owner.name, name: first.local.name }]
  const near = { model: first.target.name, name: first.foreign.name }
  return second === undefined ? [near] : [near, { model: near.model, name: second.local.name }]
}

/** Whether operations tell what is related already: of a ref only those on the record that it leads to. */
const asks = ({ kind }: Side, name: string): boolean =>
  kind === 'ref' ? name === 'update' : name !== 'create'

/** Refuses operations whose outcome would tell of refs that the caller may not read, or not of every record. */
export function requireKnownLinks({ record, binding }: Owner): void {
  const { core, guard } = binding.scope
  if (guard === null) return
  for (const [relation, given] of accessTo(record).related()) {
    const side = sideOf(binding.model, relation, false)
    if (!operationsFor(side, given).some(({ name }) => asks(side, name))) continue
    for (const { model, name } of linksOf(side)) {
      const linked = core.models.get(model)
      if (linked !== undefined) guard.requireReadable(linked, name)
    }
  }
}
