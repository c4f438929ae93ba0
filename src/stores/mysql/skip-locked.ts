import { and, equals } from '../../query/condition.ts'
import type {
  Bound,
  FindPlan,
  Parameters,
  PreparedRead,
  Row,
  StoreTransaction,
} from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Dialect } from '../sql/dialect.ts'
import { findStatement } from '../sql/find.ts'
import { prepareRead } from './reads.ts'
import type { Runner } from './runner.ts'

/** How many records are looked at before any of them is locked. */
const BATCH = 100

const numberOf = (bound: Bound | undefined, parameters: Parameters): number | undefined => {
  if (bound === undefined) return undefined
  return 'literal' in bound ? bound.literal : cast<number>(parameters[bound.param], 'a limit or an offset')
}

/** The statements: which records come next, by their keys, and one of them, where nobody has locked it. */
function statementsOf(runner: Runner, plan: FindPlan, dialect: Dialect, count: number) {
  const { kind, model, fields, related, where, sort, lock } = plan
  const prepare = (asked: FindPlan) => prepareRead(runner, asked, findStatement(asked, dialect))
  const keyed = and(where, ...model.key.map((field, i) => equals(field, count + i)))
  return {
    next: prepare({
      ...{ kind, model, fields: model.key, where, sort, one: false },
      ...{ limit: { literal: BATCH }, offset: { param: count } },
    }),
    one: prepare({
      ...{ kind, model, fields, where: keyed, sort: [], one: true },
      ...(related !== undefined && { related }),
      ...(lock !== undefined && { lock }),
    }),
  }
}

type Statements = ReturnType<typeof statementsOf>

const decoded = (row: Row, { decode }: PreparedRead): readonly unknown[] =>
  row.map((raw, i) => {
    const own = decode[i]
    return own === undefined ? raw : own(cast<never>(raw, 'a column of the key'))
  })

/** Records in their order that nobody has locked, until there are enough. */
async function take(
  most: number,
  { next, one }: Statements,
  parameters: Parameters,
  tx: StoreTransaction | null,
): Promise<readonly Row[]> {
  const taken: Row[] = []
  for (let from = 0; taken.length < most; from += BATCH) {
    const keys = await next.run([...parameters, from], tx)
    for (const key of keys) {
      if (taken.length === most) break
      taken.push(...(await one.run([...parameters, ...decoded(key, next)], tx)))
    }
    if (keys.length < BATCH) break
  }
  return taken
}

/**
 * A prepared find of the first records that others have not locked. InnoDB locks all that it looks at to sort them, so
 * that the first worker would have everything: keys are read without locks, and records are locked one by one.
 */
export function prepareSkipLocked(runner: Runner, plan: FindPlan, dialect: Dialect): PreparedRead {
  let statements: Statements | undefined
  const { decode } = prepareRead(runner, plan, findStatement(plan, dialect))
  return {
    decode,
    async run(parameters, tx) {
      statements ??= statementsOf(runner, plan, dialect, parameters.length)
      const skipped = numberOf(plan.offset, parameters) ?? 0
      const limit = numberOf(plan.limit, parameters) ?? 1
      return (await take(skipped + limit, statements, parameters, tx)).slice(skipped)
    },
  }
}

/** Whether a find needs it: it wants some of the records only, in an order. */
export const skipsLocked = ({ lock, limit, one, sort, each }: FindPlan): boolean =>
  lock === 'update skip locked' && each === undefined && sort.length > 0 && (limit !== undefined || one)
