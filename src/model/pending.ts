import { ValidationError } from '../errors/error.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { Refusal } from '../schema/values/refusal.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { Change } from './write/change.ts'
import { problemOf } from './write/change.ts'

/** What an attribute was set to: a checked change, or the value that was refused, which `save` will report. */
export type Pending = Change | { readonly op: 'refused'; readonly value: unknown; readonly refusal: Refusal }

/** What a pending change gives to `create`: expressions make no sense there and are refused as values. */
export function givenOf(pending: Pending): unknown {
  if (pending.op === 'increment') return { $inc: pending.by }
  return pending.op === 'copy' ? { $field: pending.from.name } : pending.value
}

/** What stays when a record is stored: the values of virtual attributes. */
export function keepVirtual(
  model: ConnectedModel,
  pending: Map<string, Pending> | undefined,
): Map<string, Pending> | undefined {
  const kept = [...(pending ?? [])].filter(([name]) => model.attributes.get(name)?.shape === undefined)
  return kept.length === 0 ? undefined : new Map(kept)
}

/** The pending changes by attribute; throws what was refused, all problems at once. */
export function checkedChanges(
  model: ConnectedModel,
  pending: ReadonlyMap<string, Pending> = new Map(),
): Map<Attribute, Change> {
  const changes = new Map<Attribute, Change>()
  const problems = [...pending].flatMap(([name, change]) => {
    if (change.op === 'refused') return [problemOf(name, change.refusal)]
    const attribute = model.attributes.get(name)
    if (attribute !== undefined) changes.set(attribute, change)
    return []
  })
  if (problems.length > 0) throw new ValidationError(model.name, problems)
  return changes
}

/** What waits for its save, by name, as it is now. */
export const copyOf = <V>(waiting: Map<string, V> | undefined): Map<string, V> | undefined =>
  waiting && new Map(waiting)
