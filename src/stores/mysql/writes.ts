import { sql } from 'kysely'
import type { Condition } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Assignment, DestroyPlan, PreparedWrite, UpdatePlan } from '../../store/contract.ts'
import { bind } from '../sql/bind.ts'
import type { Context } from '../sql/condition.ts'
import { columnOf, whereSql } from '../sql/condition.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Sql, Statement } from '../sql/statement.ts'
import { compile, joined } from '../sql/statement.ts'
import { destroyStatement, newValue, updateStatement } from '../sql/write.ts'
import { inOrder } from './assignment-order.ts'
import type { Job } from './job.ts'
import type { Runner } from './runner.ts'

/** What a statement calls the records that it found before it writes. */
const OLD = '~old'

/** MySQL would do the join and its search at once, and then refuse that the search looks at the table that is written. */
const SEARCH_FIRST = sql`/*+ no_merge(${sql.id(OLD)}) */`

const looksAt = ({ op, ...rest }: Condition, table: string): boolean => {
  if ('items' in rest) return rest.items.some((item) => looksAt(item, table))
  if (!('relation' in rest)) return false
  return rest.relation.target.table === table || looksAt(rest.where, table)
}

const hasList = (condition: Condition): boolean =>
  'items' in condition ? condition.items.some(hasList) : condition.op === 'in' && !condition.not

/**
 * Whether the records have to be found first: a write may not look at its own table (in MySQL), and it runs through
 * the whole table where it could find records by a list (in both).
 */
const findsFirst = (where: Condition, { table }: ModelShape): boolean =>
  looksAt(where, table) || hasList(where)

/** The fields whose old values assignments read. */
const readBy = (set: readonly Assignment[]): readonly FieldShape[] =>
  set.flatMap(({ field, to }) => (to.op === 'set' ? [] : [to.op === 'copy' ? to.from : field]))

/** A join with the records as they were, which are locked as they are found; `read` is what is asked of them. */
function found(where: Condition, read: readonly FieldShape[], context: Context): Sql {
  const { model, dialect } = context
  const old = { ...context, alias: OLD }
  const same = model.key.map((field) => sql`${columnOf(context, field)} = ${columnOf(old, field)}`)
  const columns = joined([...new Set([...model.key, ...read])].map((field) => columnOf(context, field)))
  const select = sql`select ${columns} from ${sql.id(model.table)}${whereSql(where, context)}${dialect.lock('update', model.table)}`
  return sql`${sql.id(model.table)} join (${select}) as ${sql.id(OLD)} on ${joined(same, sql` and `)}`
}

function assigned(set: readonly Assignment[], context: Context): Sql {
  const old = { ...context, alias: OLD }
  return joined(
    set.map((assignment) => sql`${columnOf(context, assignment.field)} = ${newValue(assignment, old)}`),
  )
}

/** An update as SQL. MySQL assigns one after the other: where no order would do, old values come from a join. */
export function updateText(plan: UpdatePlan, dialect: Dialect): Statement {
  const { model, where } = plan
  const set = inOrder(plan.set)
  if (set !== undefined && !findsFirst(where, model)) return updateStatement({ ...plan, set }, dialect)
  const context = { dialect, model }
  const text = sql`update ${SEARCH_FIRST} ${found(where, readBy(plan.set), context)} set ${assigned(plan.set, context)}`
  return compile(dialect.kysely, text)
}

/** A destroy as SQL. */
export function destroyText(plan: DestroyPlan, dialect: Dialect): Statement {
  const { model, where } = plan
  if (!findsFirst(where, model)) return destroyStatement(plan, dialect)
  const text = sql`delete ${SEARCH_FIRST} ${sql.id(model.table)} from ${found(where, [], { dialect, model })}`
  return compile(dialect.kysely, text)
}

/** A prepared update or destroy. */
export function prepareWrite(
  runner: Runner,
  plan: UpdatePlan | DestroyPlan,
  { text, args }: Statement,
): PreparedWrite {
  const job: Job<number> = {
    plan,
    writes: true,
    run: async (connection, values) => (await connection.write(text, values)).affectedRows,
  }
  return { run: (parameters, tx) => runner.run(job, bind(args, parameters), tx) }
}
