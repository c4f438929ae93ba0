import type { Action } from '../../access/actions.ts'
import type { Condition } from '../../query/condition.ts'
import { and } from '../../query/condition.ts'
import { ConditionBuilder } from '../../query/condition-builder.ts'
import { FilterContext } from '../../query/filter-context.ts'
import type { FilterSink } from '../../query/filter-sink.ts'
import type { Conditional, Policy } from '../../query/policy.ts'
import { knownReading } from '../../query/policy.ts'
import { readFilter, readPolicy } from '../../query/read-filter.ts'
import { ShapeKey } from '../../query/shape-key.ts'
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

const NO_POLICIES: readonly Policy[] = []

const contextOf = ({ model, scope }: Binding, sink: FilterSink, parameters: unknown[]): FilterContext =>
  new FilterContext(model, sink, parameters, scope.guard ?? undefined)

/** What a rule adds to a query is the same for each: its part of the key, and its values. */
function readKnown(binding: Binding, policy: Conditional, { key, parameters }: Reading): void {
  const known = knownReading(policy, () => {
    const alone = { key: new ShapeKey(''), parameters: [] }
    readPolicy(contextOf(binding, alone.key, alone.parameters), policy)
    return { text: alone.key.text, values: alone.parameters }
  })
  key.text += known.text
  for (const value of known.values) parameters.push(value)
}

/**
 * Reads what is asked of living records into the key of a shape. The same is read again by the same reader, with
 * another listener, where the shape is new: so a filter is checked by one piece of code.
 */
export function readAsked(
  binding: Binding,
  { where, policies = NO_POLICIES }: Asked,
  reading: Reading,
): MakeCondition {
  const first = reading.parameters.length
  if (where !== undefined) readFilter(contextOf(binding, reading.key, reading.parameters), where)
  for (const policy of policies) {
    if (policy === false) reading.key.constant(false)
    else if (policy !== true) readKnown(binding, policy, reading)
  }
  return () => {
    const builder = new ConditionBuilder()
    const context = contextOf(binding, builder, new Array(first))
    if (where !== undefined) readFilter(context, where)
    for (const policy of policies) readPolicy(context, policy)
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
