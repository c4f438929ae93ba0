import { PrometheusError } from '../errors/error.ts'
import type { AccessModel, WrittenRole, WrittenRule } from './definition.ts'
import { alwaysOf, roleOf } from './definition.ts'
import { GUEST, named, USER } from './holdings.ts'
import { pathOf, valuesFor } from './relation-role.ts'
import type { ClaimSource } from './row-rules.ts'
import { policyOfRule } from './rule.ts'
import { readShape, templateOf } from './rule-template.ts'
import type { Session } from './session.ts'

/** What a session says of itself: that somebody is signed in or nobody is, and the roles that they have by name. */
export function flagsOf({ user }: Session): string[] {
  if (user === null) return [GUEST]
  const roles: readonly unknown[] = Array.isArray(user.roles) ? user.roles : []
  return [USER, ...roles.filter((role) => typeof role === 'string').map(named)]
}

/** The parameters of claims by position, as sessions give them. */
export class SessionClaims {
  readonly #report: (error: unknown) => void
  /** The shapes that rules have shown without a session. */
  readonly #shapes = new Map<WrittenRule, string>()

  constructor(report: (error: unknown) => void) {
    this.#report = report
  }

  /** What a session holds of a claim: undefined where it holds nothing. */
  parameters({ model, role, always }: ClaimSource, session: Session): readonly unknown[] | undefined {
    if (always !== undefined)
      return this.#ofRule(model, alwaysOf(model.definition)[always], `always.${always}`, session)
    const written = roleOf(model.definition, role ?? '') ?? {}
    if (session.user === null) return undefined
    if (written.where !== undefined) return this.#ofRule(model, written.where, `the role '${role}'`, session)
    return this.#ofKey(model, written, `the role '${role}'`, session)
  }

  #ofKey(model: AccessModel, role: WrittenRole, rule: string, session: Session): unknown[] | undefined {
    const path = role.through === undefined ? [] : (pathOf(model, role.through) ?? [])
    const { attributes } = path.at(-1)?.target ?? model
    const attribute = attributes.get(role.key ?? role.by ?? '')
    try {
      const values = attribute === undefined ? [] : valuesFor(session, role, attribute)
      return values.length === 0 ? undefined : [values]
    } catch (error) {
      this.#fail(model, `${rule} failed`, error)
      return undefined
    }
  }

  #ofRule(
    model: AccessModel,
    rule: WrittenRule | undefined,
    name: string,
    session: Session,
  ): readonly unknown[] | undefined {
    if (typeof rule !== 'function') return undefined
    const policy = policyOfRule(rule, session, { model, rule: name, report: this.#report })
    if (typeof policy === 'boolean') return undefined
    const { key, parameters } = readShape(model, policy.where)
    if (key === this.#shapeOf(model, rule)) return parameters
    this.#fail(
      model,
      `${name} makes another filter of this session than it showed without one, so row-level security does not know it`,
    )
    return undefined
  }

  #shapeOf(model: AccessModel, rule: Extract<WrittenRule, (session: Session) => unknown>): string {
    const known = this.#shapes.get(rule)
    if (known !== undefined) return known
    const { scope, where } = templateOf(model, rule)
    const { key } = readShape(scope, where)
    this.#shapes.set(rule, key)
    return key
  }

  #fail({ definition: { name } }: AccessModel, what: string, cause?: unknown): void {
    const message = `${name}: ${what}: it is not held.`
    this.#report(new PrometheusError('MISUSE', message, { model: name }, cause))
  }
}
