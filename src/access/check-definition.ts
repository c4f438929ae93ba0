import { PrometheusError } from '../errors/error.ts'
import type { SchemaDefinition } from '../schema/definition.ts'
import { unknownName } from '../schema/unknown.ts'
import { durationOf } from '../support/duration.ts'
import { isPlainObject } from '../support/plain-object.ts'
import { actions, builtInRoles } from './actions.ts'
import { ownFilterCheck, relationNames } from './check-filter.ts'
import type { AccessDefinition } from './definition.ts'
import { alwaysOf, roleOf } from './definition.ts'

const BUILT_IN: readonly string[] = builtInRoles
const ACTIONS: readonly string[] = actions
/** What each form of a role may have beside it; where a form is another's companion, that one counts. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  key: ['in', 'kind'],
  through: ['by', 'role', 'in', 'kind', 'having'],
  checkRecord: ['where', 'scan'],
  where: [],
  check: [],
  named: [],
}
const OPTIONS = [...new Set([...Object.keys(FORMS), ...Object.values(FORMS).flat()])]

const TRANSFER = ['key', 'accept', 'expires']

/** What a definition says that is looked at here. */
interface Declared extends AccessDefinition {
  readonly schema: SchemaDefinition
  readonly transfer?: Readonly<Record<string, unknown>>
}

const invalid = (model: string, message: string) =>
  new PrometheusError('INVALID_MODEL', `${model}: ${message}`, { model })

/** A role is held in one way. */
function checkForm(model: string, name: string, role: Readonly<Record<string, unknown>>): void {
  const [form] = Object.keys(FORMS).filter((option) => role[option] !== undefined)
  if (form === undefined)
    throw invalid(model, `the role '${name}' says nothing: give it one of ${Object.keys(FORMS).join(', ')}.`)
  const stray = Object.keys(role).find((option) => option !== form && !FORMS[form]?.includes(option))
  if (stray !== undefined)
    throw invalid(model, `the role '${name}' has ${form} and ${stray}: give it one of them.`)
  if (form === 'through' && (role.by === undefined) === (role.role === undefined))
    throw invalid(model, `the role '${name}' has through: give it one of by and role.`)
  if (form === 'checkRecord' && (role.where === undefined) === (role.scan === undefined))
    throw invalid(model, `the role '${name}' has checkRecord: give it one of where and scan.`)
}

function checkRole(
  model: string,
  name: string,
  role: Declared['roles'][string],
  attributes: readonly string[],
): void {
  if (BUILT_IN.includes(name) && name !== 'owner')
    throw invalid(model, `the role '${name}' is built in and cannot be declared.`)
  const form = typeof role === 'string' ? { key: role } : role
  if (!isPlainObject(form)) throw invalid(model, `the role '${name}' must be an object.`)
  const unknown = Object.keys(form).find((option) => !OPTIONS.includes(option))
  if (unknown !== undefined)
    throw unknownName(model, `option '${unknown}' of the role '${name}'`, unknown, OPTIONS)
  checkForm(model, name, form)
  const { key } = form
  if (key !== undefined && !attributes.includes(String(key)))
    throw unknownName(model, `field '${key}', the key of the role '${name}'`, String(key), attributes)
}

function checkNames(model: string, place: string, names: unknown, roles: readonly string[]): void {
  if (!Array.isArray(names)) throw invalid(model, `${place} must be a list of roles.`)
  for (const name of names) {
    if (!roles.includes(String(name)))
      throw unknownName(model, `role '${name}' in ${place}`, String(name), roles)
  }
}

function checkPermissions(
  model: string,
  permissions: Readonly<Record<string, unknown>>,
  roles: readonly string[],
): void {
  for (const [action, names] of Object.entries(permissions)) {
    if (action === 'always') checkAlways(model, names)
    else if (!ACTIONS.includes(action))
      throw unknownName(model, `action '${action}' in permissions`, action, [...ACTIONS, 'always'])
    else checkNames(model, `permissions.${action}`, names, roles)
  }
}

function checkAlways(model: string, always: unknown): void {
  if (!isPlainObject(always)) throw invalid(model, 'permissions.always must be an object of rules.')
  const unknown = Object.keys(always).find((action) => action !== 'all' && !ACTIONS.includes(action))
  if (unknown !== undefined)
    throw unknownName(model, `action '${unknown}' in permissions.always`, unknown, ['all', ...ACTIONS])
}

function checkFieldAccess({ name, schema }: Declared, roles: readonly string[]): void {
  for (const [field, entry] of Object.entries(schema)) {
    const access = 'options' in entry ? entry.options.access : undefined
    for (const [use, names] of Object.entries(access ?? {})) {
      if (use !== 'read' && use !== 'write')
        throw unknownName(name, `'${use}' in the access of ${field}`, use, ['read', 'write'])
      checkNames(name, `the ${use} access of ${field}`, names, roles)
    }
  }
}

function checkTransfer(
  model: string,
  transfer: Readonly<Record<string, unknown>>,
  attributes: readonly string[],
  roles: readonly string[],
): void {
  const { key, accept, expires } = transfer
  const stray = Object.keys(transfer).find((option) => !TRANSFER.includes(option))
  if (stray !== undefined) throw unknownName(model, `option '${stray}' of transfer`, stray, TRANSFER)
  if (!attributes.includes(String(key)))
    throw unknownName(model, `field '${key}', the key of transfer`, String(key), attributes)
  if (accept !== undefined) checkNames(model, 'transfer.accept', [accept], roles)
  if (expires !== undefined && (accept === undefined || durationOf(expires) === undefined))
    throw invalid(model, "transfer.expires takes a time such as '14d', beside accept.")
}

/** Filters that roles and rules are written with, and the relations along which roles go. */
function checkFilters(definition: Declared): void {
  const { name, roles, schema } = definition
  const check = ownFilterCheck(definition)
  for (const role of Object.keys(roles)) {
    const { where, through } = roleOf(definition, role) ?? {}
    if (where !== undefined) check(where, `the \`where\` of the role '${role}'`)
    const [first = ''] = through?.split('.') ?? []
    const relations = relationNames(schema)
    if (through !== undefined && !relations.includes(first))
      throw unknownName(name, `relation '${first}', through which the role '${role}' goes`, first, relations)
  }
  for (const [action, rule] of Object.entries(alwaysOf(definition)))
    check(rule, `permissions.always.${action}`)
}

/** Checks what a definition says of access: each role, action and field that it names must be there. */
export function checkAccess(definition: Declared, attributes: readonly string[]): void {
  const { name, roles, permissions, transfer } = definition
  const known = [...BUILT_IN.filter((role) => role !== 'owner'), ...Object.keys(roles)]
  for (const [role, form] of Object.entries(roles)) checkRole(name, role, form, attributes)
  if (permissions !== undefined) checkPermissions(name, permissions, known)
  checkFieldAccess(definition, known)
  if (transfer !== undefined) checkTransfer(name, transfer, attributes, known)
  checkFilters(definition)
}
