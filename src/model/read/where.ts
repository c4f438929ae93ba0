import type { Action } from '../../access/actions.ts'
import type { Condition } from '../../query/condition.ts'
import { and } from '../../query/condition.ts'
import { ConditionBuilder } from '../../query/condition-builder.ts'
import { FilterContext } from '../../query/filter-context.ts'
import type { FilterSink } from '../../query/filter-sink.ts'
import type { Policy } from '../../query/policy.ts'
import { readFilter, readPolicy } from '../../query/read-filter.ts'
import type { ShapeKey } from '../../query/shape-key.ts'
import type { Binding } from '../scope.ts'

/** A query that is being read: the key of its shape, and the values of its parameters so far. */
export interface Reading {
  readonly key: ShapeKey
  readonly parameters: unknown[]
}

/** Gives a condition whose parameters are at the positions at which they were read; called only where the shape is new. */
export type MakeCondition = () => Condition

/** What is asked of the records of a model: a filter, and what must hold beside it. */
interface Asked {
  readonly where?: unknown
  readonly policies?: readonly Policy[]
}

function listen(
  { model, scope }: Binding,
  { where, policies = [] }: Asked,
  sink: FilterSink,
  parameters: unknown[],
) {
  const context = new FilterContext(model, sink, parameters, scope.guard ?? undefined)
  if (where !== undefined) readFilter(context, where)
  for (const policy of policies) readPolicy(context, policy)
}

/**
 * Reads what is asked of living records into the key of a shape. The same is read again by the same reader, with
 * another listener, where the shape is new: so a filter is checked by one piece of code.
 */
export function readAsked(binding: Binding, asked: Asked, { key, parameters }: Reading): MakeCondition {
  const first = parameters.length
  listen(binding, asked, key, parameters)
  return () => {
    const builder = new ConditionBuilder()
    listen(binding, asked, builder, new Array(first))
    return and(builder.condition, binding.model.living)
  }
}

/** Reads a filter, and what the caller's rights to an action ask of records beside it. */
export function readWhere(
  binding: Binding,
  where: unknown,
  reading: Reading,
  action: Action = 'read',
): MakeCondition {
  const { guard } = binding.scope
  if (guard === null) return readAsked(binding, { where }, reading)
  return readAsked(binding, { where, policies: [guard.policy(binding.model, action)] }, reading)
}
