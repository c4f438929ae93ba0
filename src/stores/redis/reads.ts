import type {
  AggregatePlan,
  CountPlan,
  FindPlan,
  Parameters,
  PreparedCount,
  PreparedRead,
  SortKey,
} from '../../store/contract.ts'
import { findDecode, findSteps } from '../../store/rows/find-steps.ts'
import { aggregateDecode, groupsOf } from '../../store/rows/groups.ts'
import type { Counter } from './candidates.ts'
import { counterOf } from './candidates.ts'
import type { Wanted } from './search.ts'
import { rowsOf, searchOf } from './search.ts'
import type { Tables } from './tables.ts'

/** Whether an order is that of the key, or none. */
function wantedBy({ model, sort: [first], each }: FindPlan): Wanted {
  if (each !== undefined) return 'other'
  if (first === undefined) return 'any'
  const isKey = first.via === undefined && first.field.index === model.key[0]?.index
  return isKey && !first.descending && model.key.length === 1 ? 'key' : 'other'
}

const relatedIn = ({ sort, related = [] }: FindPlan) => [
  ...related,
  ...sort.flatMap(({ field, via }: SortKey) => (via === undefined ? [] : [{ field, via }])),
]

/** A find: search, fetch related values, order, cut, pick. */
export function prepareFind(tables: Tables, plan: FindPlan): PreparedRead {
  const { model } = plan
  const { where, enough, finish } = findSteps(plan)
  const search = searchOf(tables, { model, where }, wantedBy(plan))
  const values = relatedIn(plan)
  return {
    decode: findDecode(plan),
    async run(parameters, tx) {
      tables.refuse(tx)
      const { records, related } = await search(parameters, enough(parameters))
      const rows = rowsOf(records)
      await related.gatherValues(values, rows)
      return finish(rows, parameters, related.find)
    },
  }
}

/** An aggregate. */
export function prepareAggregate(tables: Tables, plan: AggregatePlan): PreparedRead {
  const search = searchOf(tables, plan)
  const group = groupsOf(plan)
  return {
    decode: aggregateDecode(plan),
    async run(parameters, tx) {
      tables.refuse(tx)
      return group(rowsOf((await search(parameters)).records), parameters)
    },
  }
}

/** A count; that of all records, or of values of an index, is known to the server. */
export function prepareCount(tables: Tables, { model, where }: CountPlan): PreparedCount {
  const search = searchOf(tables, { model, where })
  let counter: Counter | undefined
  const count = async (parameters: Parameters) => {
    const records = tables.of(model)
    if (where.op === 'always') return records.size()
    counter ??= counterOf(records, where)
    const known = await counter(parameters)
    return known ?? (await search(parameters)).records.length
  }
  return {
    run(parameters, tx) {
      tables.refuse(tx)
      return count(parameters)
    },
  }
}
