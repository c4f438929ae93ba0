import type { AggregatePlan, FindPlan, Parameters, Row } from '../../store/contract.ts'
import { findSteps } from '../../store/rows/find-steps.ts'
import { groupsOf } from '../../store/rows/groups.ts'
import { searchOf } from './candidates.ts'
import { rowFinder } from './row-finder.ts'
import type { State } from './state.ts'
import type { TableRules } from './table-rules.ts'

/** Reads rows of a state. */
export type Read = (state: State, parameters: Parameters) => readonly Row[]

/** How a find reads; without an order the search stops where it has found enough. */
export function findOf(plan: FindPlan, rules: TableRules): Read {
  const { where, enough, finish } = findSteps(plan)
  const search = searchOf(rules, where)
  const stopsEarly = plan.sort.length === 0
  return (state, parameters) => {
    const matching = search(state, parameters, stopsEarly ? enough(parameters) : undefined)
    return finish(matching, parameters, rowFinder(state))
  }
}

/** How an aggregate reads. */
export function aggregateOf(plan: AggregatePlan, rules: TableRules): Read {
  const search = searchOf(rules, plan.where)
  const group = groupsOf(plan)
  return (state, parameters) => group(search(state, parameters), parameters)
}
