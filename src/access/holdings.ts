import { isPrometheusError, PrometheusError } from '../errors/error.ts'
import type { Condition } from '../query/condition.ts'
import { ALWAYS, among, and, living, related } from '../query/condition.ts'
import { ConditionBuilder } from '../query/condition-builder.ts'
import type { FilterRelation, FilterScope } from '../query/filter-context.ts'
import { FilterContext } from '../query/filter-context.ts'
import { asksForNow } from '../query/now.ts'
import type { Filter } from '../query/policy.ts'
import { readFilter } from '../query/read-filter.ts'
import type { FieldShape } from '../schema/shape.ts'
import { cast } from '../support/cast.ts'
import type { AccessModel, WrittenRole, WrittenRule } from './definition.ts'
import { roleOf } from './definition.ts'
import { pathOf } from './relation-role.ts'
import type { Claim, Holding } from './row-rule.ts'
import { GIVEN } from './row-rule.ts'
import type { RuleTemplate } from './rule-template.ts'
import { templateOf } from './rule-template.ts'

/** The claim of sessions in which somebody is signed in, in which nobody is, and of those with a role by name. */
export const USER = 'user'
export const GUEST = 'guest'
export const named = (role: string): string => `named ${role}`

const free = (...flags: string[]): Holding => ({ flags, condition: ALWAYS, parameters: [] })

/** The claim of a role, by which its values are told. */
export const roleClaim = (model: AccessModel, role: string): string => `${model.definition.name}.${role}`
/** The claim of a rule that holds whatever the roles. */
export const alwaysClaim = (model: AccessModel, action: string): string =>
  `${model.definition.name} always.${action}`

const claimed = (name: string, condition: Condition, parameters: readonly unknown[]): Holding => {
  const claim: Claim = { name, condition, parameters }
  return { flags: [], claim, condition, parameters }
}

function unsupported({ definition: { name } }: AccessModel, what: string, cause?: unknown): PrometheusError {
  const message = `${name}: ${what}, so row-level security cannot keep it: say it by a relation or a \`where\`, or leave ${name} to the application alone.`
  return new PrometheusError('UNSUPPORTED', message, { model: name }, cause)
}

/** Reads a filter as a rule: its related records are looked at whatever a session may read of them. */
function readRule(scope: FilterScope, where: unknown, parameters: unknown[]): Condition {
  const builder = new ConditionBuilder()
  readFilter(new FilterContext(scope, builder, parameters).rule(), where)
  return builder.condition
}

/** What is read, by which rule of whose. */
interface RuleText {
  readonly model: AccessModel
  readonly rule: string
  readonly where: unknown
}

/** Reads the filter of a rule on a model; its parameters go behind those that are there. */
function read(scope: FilterScope, { model, rule, where }: RuleText, parameters: unknown[] = []) {
  if (asksForNow(where)) throw unsupported(model, `${rule} asks for the present`)
  try {
    return { condition: readRule(scope, where, parameters), parameters }
  } catch (error) {
    const why = isPrometheusError(error) ? error.message : String(error)
    throw unsupported(model, `${rule} cannot be read without a session (${why.replace(/\.$/, '')})`, error)
  }
}

function template(model: AccessModel, rule: Exclude<WrittenRule, Filter>, name: string): RuleTemplate {
  try {
    return templateOf(model, rule)
  } catch (error) {
    throw unsupported(model, `${name} fails without a session`, error)
  }
}

/** How a rule holds that is a filter, or makes one of the session. */
export function ruleHolding(model: AccessModel, rule: WrittenRule, name: string, claim: string): Holding {
  if (typeof rule !== 'function') return { flags: [], ...read(model, { model, rule: name, where: rule }) }
  const { scope, where } = template(model, rule, name)
  const { condition, parameters } = read(scope, { model, rule: name, where })
  return claimed(
    claim,
    condition,
    parameters.map(() => GIVEN),
  )
}

/** A condition on the records at the end of a path, as one on those where it begins. */
const along = (path: readonly FilterRelation[], end: Condition): Condition =>
  path
    .flatMap(({ steps }) => steps)
    .reduceRight((where, step) => related(step, and(where, living(step.target)), true), end)

/** The key is among what the session gives, which is one list. */
const keyed = (field: FieldShape): Condition =>
  field.kind === 'array' ? { op: 'hasAny', not: false, field, param: 0 } : among(field, 0)

const storedField = ({ attributes }: FilterScope, name: string | undefined): FieldShape =>
  cast<FieldShape>(attributes.get(name ?? '')?.shape, 'checked as the models were connected')

/** The models of a database, by name. */
export type Models = ReadonlyMap<string, AccessModel>

/** How roles are held, as a database can ask it. Throws where a function decides. */
export class Holdings {
  readonly #models: Models
  readonly #known = new Map<string, Holding | undefined>()

  constructor(models: Models) {
    this.#models = models
  }

  /** How a role is held; undefined where it never is. */
  of(model: AccessModel, name: string): Holding | undefined {
    if (name === 'anyone') return free()
    if (name === 'user' || name === 'guest') return free(name === 'user' ? USER : GUEST)
    if (name === 'administrator') return free(named(name))
    const key = roleClaim(model, name)
    if (!this.#known.has(key)) this.#known.set(key, this.#declared(model, name))
    return this.#known.get(key)
  }

  #declared(model: AccessModel, name: string): Holding | undefined {
    const role = roleOf(model.definition, name)
    if (role === undefined) return undefined
    if (role.check !== undefined || role.checkRecord !== undefined)
      throw unsupported(model, `the role '${name}' is decided by a function`)
    if (role.named === true) return free(named(name))
    const claim = roleClaim(model, name)
    if (role.where !== undefined) return ruleHolding(model, role.where, `the role '${name}'`, claim)
    if (role.through !== undefined) return this.#through(model, role, name)
    return claimed(claim, keyed(storedField(model, role.key)), [GIVEN])
  }

  #through(model: AccessModel, role: WrittenRole, name: string): Holding | undefined {
    const path = pathOf(model, role.through ?? '') ?? []
    const end = cast<AccessModel>(this.#models.get(path.at(-1)?.target.name ?? ''), 'a path leads to a model')
    if (role.role !== undefined) {
      const held = this.of(end, role.role)
      return held && { ...held, condition: along(path, held.condition) }
    }
    const having = { model, rule: `the \`having\` of the role '${name}'`, where: role.having ?? {} }
    const { condition, parameters } = read(end, having, [GIVEN])
    const by = keyed(storedField(end, role.by))
    return claimed(roleClaim(model, name), along(path, and(by, condition)), parameters)
  }
}
