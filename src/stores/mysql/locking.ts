import { sql } from 'kysely'
import type { Condition } from '../../query/condition.ts'
import type { UpdatePlan } from '../../store/contract.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import { figures, finish, from, read, selectList } from '../sql/clauses.ts'
import { columnOf, whereSql } from '../sql/condition.ts'
import type { Dialect } from '../sql/dialect.ts'
import { newValue } from '../sql/write.ts'

/** Finds the records that are to change and locks them: their fields, and behind them the keys that they will have. */
export function lockingStatement(
  { model, set }: Pick<UpdatePlan, 'model' | 'set'>,
  where: Condition,
  dialect: Dialect,
): ReadStatement {
  const context = { dialect, model, holds: true }
  const keys = model.key.map((field) => {
    const assignment = set.find((one) => one.field === field)
    return read(
      field,
      assignment === undefined ? columnOf(context, field) : newValue(assignment, context),
      dialect,
    )
  })
  const list = [...selectList(model.fields, context), ...keys]
  const text = sql`select ${figures(list)} ${from(context)}${whereSql(where, context)}${dialect.lock('update', model.table)}`
  return finish(list, text, context)
}
