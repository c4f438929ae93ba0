import type { Policy } from '../query/policy.ts'
import type { Attribute } from '../schema/attribute.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { Action } from './actions.ts'
import type { AccessModel } from './definition.ts'
import { listed, roleOf } from './definition.ts'
import { allOf } from './fold.ts'
import { tenantAttributes } from './reach.ts'
import { valuesFor } from './relation-role.ts'
import type { Session } from './session.ts'

/** An attribute that says whose a record is, and the values that a session may give it; 'any' where it may give all. */
export interface ReachField {
  readonly attribute: string
  readonly values: readonly unknown[] | 'any'
}

/** A session, with the roles that it holds. */
export interface SessionRoles {
  readonly session: Session
  role(model: AccessModel, name: string): Policy
  always(model: AccessModel, action: Action): Policy[]
}

/** Whether an attribute is the whole key of its model: a new record is nobody's by what it is called. */
const isWholeKey = ({ shape: { key } }: AccessModel, { shape }: Attribute): boolean =>
  key.length === 1 && key[0]?.index === shape?.index

/** The values that a session has for the keys of roles. */
function keyValues(session: Session, model: AccessModel): ReadonlyMap<string, readonly unknown[]> {
  const fields = new Map<string, readonly unknown[]>()
  for (const name of Object.keys(model.definition.roles)) {
    const role = roleOf(model.definition, name)
    const attribute = model.attributes.get(role?.key ?? '')
    if (role === undefined || attribute === undefined || attribute.shape?.kind === 'array') continue
    if (isWholeKey(model, attribute)) continue
    const known = fields.get(attribute.name) ?? []
    fields.set(attribute.name, [...new Set([...known, ...valuesFor(session, role, attribute)])])
  }
  return fields
}

/** Whether the session may create records of others: as an administrator, or in a role that is held by name or check. */
function isFree(roles: SessionRoles, model: AccessModel): boolean {
  return listed(model.definition, 'create').some((name) => {
    const role = roleOf(model.definition, name)
    const isGeneral = name === 'administrator' || role?.named === true || role?.check !== undefined
    return isGeneral && roles.role(model, name) === true
  })
}

/** What a filter demands of an attribute, or one of those joined by and. */
function valueIn(where: unknown, attribute: string): unknown {
  const { [attribute]: found, $and: all = [] } = where as {
    [name: string]: unknown
    $and?: readonly unknown[]
  }
  const value = found ?? all.map((one) => valueIn(one, attribute)).find((one) => one !== undefined)
  if (!isPlainObject(value)) return value
  return Object.hasOwn(value, '$in') ? value.$in : value.$eq
}

/** What rules of `always` say of the attributes that they compare with the session. */
function tenantValues(roles: SessionRoles, model: AccessModel): ReachField[] {
  const policy = allOf(roles.always(model, 'create'))
  if (typeof policy === 'boolean') return []
  return tenantAttributes(model).flatMap((attribute) => {
    const value = valueIn(policy.where, attribute)
    return value === undefined ? [] : [{ attribute, values: Array.isArray(value) ? value : [value] }]
  })
}

/** What new records of a model may say of whose they are. */
export function reachOf(roles: SessionRoles, model: AccessModel): ReachField[] {
  const isAny = isFree(roles, model)
  const own = [...keyValues(roles.session, model)].map(
    ([attribute, values]): ReachField => ({ attribute, values: isAny ? 'any' : values }),
  )
  return [...own, ...tenantValues(roles, model)]
}
