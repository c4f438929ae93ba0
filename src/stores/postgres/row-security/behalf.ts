import type { Plan, Told } from '../../../store/contract.ts'
import type { Prepared, Step } from '../exchange.ts'

/**
 * Tells the database on whose behalf the transaction runs, to its end and no longer: so nothing is left for who has the
 * connection next. It gives no rows, which would be taken for those of the statement that follows.
 */
export const TELL =
  "select where set_config('prometheus.session', $1, true) is null or set_config('prometheus.action', $2, true) is null"

/** What a statement does, where policies ask it. */
function actionOf(plan: Plan): string {
  const { table } = plan.model
  if (plan.kind === 'find') return plan.lock === undefined ? '' : `lock:${table}`
  if (plan.kind === 'count' || plan.kind === 'aggregate') return ''
  if (plan.kind === 'upsert') return `update:${table}`
  if (plan.kind !== 'update') return `${plan.kind}:${table}`
  const { op = 'update' } = plan
  return `${op === 'restore' ? 'destroy' : op}:${table}`
}

/** The step that tells on whose behalf a statement of a plan runs. */
export const tellStep = (statement: Prepared, told: Told, plan: Plan): Step => ({
  statement,
  values: [told, actionOf(plan)],
})
