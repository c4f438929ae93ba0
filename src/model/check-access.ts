import { PrometheusError } from '../errors/error.ts'
import { unknownName } from '../schema/unknown.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { ModelDefinition, RoleDefinition } from './definition.ts'

const BUILT_IN = ['anyone', 'guest', 'user', 'owner', 'administrator']
const ACTIONS = ['create', 'read', 'update', 'destroy', 'transfer']
const FORMS = ['key', 'where', 'check', 'checkRecord', 'named']
const OPTIONS = [...FORMS, 'in', 'scan']

const invalid = (model: string, message: string) =>
  new PrometheusError('INVALID_MODEL', `${model}: ${message}`, { model })

function checkRole(model: string, name: string, role: RoleDefinition, attributes: readonly string[]): void {
  if (BUILT_IN.includes(name) && name !== 'owner')
    throw invalid(model, `the role '${name}' is built in and cannot be declared.`)
  const form = typeof role === 'string' ? { key: role } : role
  if (!isPlainObject(form)) throw invalid(model, `the role '${name}' must be an object.`)
  const unknown = Object.keys(form).find((option) => !OPTIONS.includes(option))
  if (unknown !== undefined)
    throw unknownName(model, `option '${unknown}' of the role '${name}'`, unknown, OPTIONS)
  if (!FORMS.some((option) => form[option] !== undefined))
    throw invalid(model, `the role '${name}' says nothing: give it one of ${FORMS.join(', ')}.`)
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

function checkFieldAccess({ name, schema }: ModelDefinition, roles: readonly string[]): void {
  for (const [field, entry] of Object.entries(schema)) {
    const access = 'options' in entry ? entry.options.access : undefined
    for (const [use, names] of Object.entries(access ?? {})) {
      if (use !== 'read' && use !== 'write')
        throw unknownName(name, `'${use}' in the access of ${field}`, use, ['read', 'write'])
      checkNames(name, `the ${use} access of ${field}`, names, roles)
    }
  }
}

/** Checks what a definition says of access: each role, action and field that it names must be there. */
export function checkAccess(definition: ModelDefinition, attributes: readonly string[]): void {
  const { name, roles, permissions, transfer } = definition
  const known = [...BUILT_IN.filter((role) => role !== 'owner'), ...Object.keys(roles)]
  for (const [role, form] of Object.entries(roles)) checkRole(name, role, form, attributes)
  if (permissions !== undefined) checkPermissions(name, permissions, known)
  checkFieldAccess(definition, known)
  if (transfer !== undefined && !attributes.includes(String(transfer.key))) {
    throw unknownName(name, `field '${transfer.key}', the key of transfer`, String(transfer.key), attributes)
  }
}
