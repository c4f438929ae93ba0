import { PrometheusError } from '../errors/error.ts'
import type { FilterAccess, FilterScope } from '../query/filter-context.ts'
import type { AskedRole, Policy } from '../query/policy.ts'
import { cast } from '../support/cast.ts'
import { deepFreeze } from '../support/deep-freeze.ts'
import { isPromise } from '../support/maybe-promise.ts'
import type { Action } from './actions.ts'
import { ask } from './ask.ts'
import type { AccessModel, WrittenRole } from './definition.ts'
import { alwaysOf, listed, roleOf } from './definition.ts'
import { allOf, anyOf } from './fold.ts'
import { along, keyFilter, pathOf, valuesFor } from './relation-role.ts'
import type { Rights } from './rights.ts'
import { policyOfRule } from './rule.ts'
import type { Session } from './session.ts'
import type { ReachField, SessionRoles } from './session-reach.ts'
import { reachOf } from './session-reach.ts'
import { Suspension } from './suspension.ts'
import { undeclared } from './undeclared.ts'

/** What one session may do: worked out as it is asked, and once. */
export class SessionAccess implements FilterAccess, SessionRoles {
  readonly #rights: Rights
  readonly #session: Session
  #known: Map<string, unknown> | undefined

  constructor(rights: Rights, session: Session) {
    this.#rights = rights
    this.#session = session
  }

  /** The session, which nobody can change who sees it. */
  get session(): Session {
    return deepFreeze(this.#session)
  }

  /** On which records of a model an action is allowed. Throws a {@link Suspension} while a check is waited for. */
  policy(model: string, action: Action): Policy {
    return this.#once(`${model} ${action}`, () => this.#policyOf(this.#model(model), action))
  }

  records({ name }: FilterScope): Policy {
    return this.policy(name, 'read')
  }

  attribute({ name }: FilterScope, attribute: string): Policy {
    return this.field(name, attribute, 'read')
  }

  /** On which records an attribute may be read or written. */
  field(model: string, attribute: string, use: 'read' | 'write'): Policy {
    const owner = this.#model(model)
    const roles = owner.attributes.get(attribute)?.definition.options.access?.[use]
    if (roles === undefined) return true
    return this.#once(`${model} ${use} .${attribute}`, () =>
      anyOf(roles.map((role) => this.role(owner, role))),
    )
  }

  /** The attributes that only a transfer changes. */
  reachFields(model: string): ReadonlySet<string> {
    return this.#rights.reachFields.get(model) ?? NOTHING
  }

  /** What new records of a model may say of whose they are. */
  reach(model: string): readonly ReachField[] {
    return this.#once(`${model} reach`, () => reachOf(this, this.#model(model)))
  }

  #model(name: string): AccessModel {
    return cast<AccessModel>(this.#rights.models.get(name), 'a model of the database')
  }

  #once<T>(key: string, make: () => T): T {
    this.#known ??= new Map()
    const known = this.#known.get(key)
    if (known !== undefined) return known as T
    const made = make()
    this.#known.set(key, made)
    return made
  }

  #policyOf(model: AccessModel, action: Action): Policy {
    const { definition } = model
    if (definition.permissions === undefined) throw undeclared(definition.name)
    const allowed = anyOf(listed(definition, action).map((role) => this.role(model, role)))
    const own = allOf([allowed, ...this.always(model, action)])
    if (action === 'create' || action === 'read' || impliesRead(model, action)) return own
    return allOf([this.policy(definition.name, 'read'), own])
  }

  /** The rules that hold whatever the roles. */
  always(model: AccessModel, action: Action): Policy[] {
    const rules = alwaysOf(model.definition)
    return (['all', action] as const).flatMap((key) => {
      const rule = rules[key]
      const owner = { model, rule: `always.${key}`, report: this.#rights.report }
      return rule === undefined ? [] : [policyOfRule(rule, this.session, owner)]
    })
  }

  /** On which records a role is held. */
  role(model: AccessModel, name: string): Policy {
    return this.#once(`${model.definition.name} role ${name}`, () => this.#roleOf(model, name))
  }

  #roleOf(model: AccessModel, name: string): Policy {
    const { user } = this.session
    if (name === 'anyone') return true
    if (name === 'guest' || name === 'user') return (name === 'user') === (user !== null)
    if (name === 'administrator') return this.#isNamed(name)
    const role = roleOf(model.definition, name)
    if (role === undefined) return false
    return this.#declared(model, name, role)
  }

  #isNamed(name: string): boolean {
    const roles = this.session.user?.roles
    return Array.isArray(roles) && roles.includes(name)
  }

  #declared(model: AccessModel, name: string, role: WrittenRole): Policy {
    const { user } = this.session
    const { where } = role
    if (role.checkRecord !== undefined) return user === null ? false : this.#asked(model, name, role)
    if (typeof where === 'object') return { where }
    // A role of a related record may be one that guests hold, such as that it is published.
    if (user === null) return role.role !== undefined && this.#related(model, name, role)
    if (role.named === true) return this.#isNamed(name)
    if (role.check !== undefined) return this.#check(model, name, role.check)
    if (where !== undefined) return this.#rule(model, name, where)
    return this.#related(model, name, role)
  }

  #rule(model: AccessModel, name: string, where: NonNullable<WrittenRole['where']>): Policy {
    const owner = { model, rule: `the role '${name}'`, report: this.#rights.report }
    return policyOfRule(where, this.session, owner)
  }

  #check(model: AccessModel, name: string, check: NonNullable<WrittenRole['check']>): boolean {
    const key = `${model.definition.name} check ${name}`
    const asking = { model: model.definition.name, role: name, report: this.#rights.report }
    const answer = this.#once(key, () => ask(() => check(this.session.user as never), asking))
    if (!isPromise(answer)) return answer
    throw new Suspension(answer.then((held) => this.#known?.set(key, held)))
  }

  #asked(model: AccessModel, name: string, { where, checkRecord, scan }: WrittenRole): Policy {
    const narrowed =
      where === undefined ? true : typeof where === 'object' ? { where } : this.#rule(model, name, where)
    if (narrowed === false) return false
    const asking = { model: model.definition.name, role: name, report: this.#rights.report }
    const role: AskedRole = {
      name,
      where: narrowed === true ? true : narrowed.where,
      ...(scan !== undefined && { scan }),
      ask: async (record) => ask(() => checkRecord?.(this.session.user as never, record), asking),
    }
    return { where: narrowed === true ? {} : narrowed.where, asked: { sure: false, roles: [role] } }
  }

  #related(model: AccessModel, name: string, role: WrittenRole): Policy {
    try {
      return this.#relatedBy(model, role)
    } catch (error) {
      if (error instanceof Suspension) throw error
      const { name: owner } = model.definition
      const message = `${owner}: the role '${name}' failed, so it is not held.`
      this.#rights.report(new PrometheusError('MISUSE', message, { model: owner, role: name }, error))
      return false
    }
  }

  #relatedBy(model: AccessModel, role: WrittenRole): Policy {
    if (role.through === undefined) return this.#keyed(model, role.key, role)
    const path = pathOf(model, role.through) ?? []
    const end = this.#model(path.at(-1)?.target.name ?? '')
    const held =
      role.role === undefined
        ? allOf([this.#keyed(end, role.by, role), role.having === undefined ? true : { where: role.having }])
        : this.role(end, role.role)
    if (typeof held !== 'boolean') return { where: along(path, held.where) }
    return held && { where: along(path, {}) }
  }

  #keyed(model: AccessModel, key: string | undefined, role: WrittenRole): Policy {
    const attribute = model.attributes.get(key ?? '')
    return attribute === undefined ? false : keyFilter(attribute, valuesFor(this.session, role, attribute))
  }
}

const NOTHING: ReadonlySet<string> = new Set()

/** Whether all that may do something may read, so that it need not be asked again. */
function impliesRead({ definition }: AccessModel, action: Action): boolean {
  const readers = new Set(listed(definition, 'read'))
  return (
    alwaysOf(definition).read === undefined && listed(definition, action).every((role) => readers.has(role))
  )
}
