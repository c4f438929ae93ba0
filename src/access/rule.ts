import { PrometheusError } from '../errors/error.ts'
import { FilterContext } from '../query/filter-context.ts'
import type { Policy } from '../query/policy.ts'
import { readFilter } from '../query/read-filter.ts'
import { ShapeKey } from '../query/shape-key.ts'
import type { AccessModel, WrittenRule } from './definition.ts'
import type { Session } from './session.ts'
import { isSound, viewOf } from './session-view.ts'

/** Whose rule it is, and where its failures are told. */
export interface RuleOwner {
  readonly model: AccessModel
  readonly rule: string
  readonly report: (error: unknown) => void
}

/** What a rule comes to for a session. One that misses something of the session, or fails, allows nothing. */
export function policyOfRule(
  rule: WrittenRule,
  session: Session,
  { model, rule: name, report }: RuleOwner,
): Policy {
  if (typeof rule !== 'function') return { where: rule }
  const view = viewOf(session)
  try {
    const where = rule(view.session)
    if (view.isMissing() || !isSound(where, view)) return false
    readFilter(new FilterContext(model, new ShapeKey(''), []), where)
    return { where }
  } catch (error) {
    if (view.isMissing()) return false
    const owner = model.definition.name
    const message = `${owner}: ${name} failed, so it allows nothing.`
    report(new PrometheusError('MISUSE', message, { model: owner }, error))
    return false
  }
}
