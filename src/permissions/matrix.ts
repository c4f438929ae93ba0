import type { Action } from '../access/actions.ts'
import { actions, builtInRoles } from '../access/actions.ts'
import { alwaysOf, listed, roleOf } from '../access/definition.ts'
import { howHeld, ruleText } from '../access/how-held.ts'
import { PrometheusError } from '../errors/error.ts'
import { definitionOf } from '../model/define-model.ts'
import type { ModelDefinition } from '../model/definition.ts'

/** A role of a model, and what it may do. */
export interface RolePermissions {
  readonly role: string
  /** How it is held, in words. */
  readonly held: string
  readonly may: Readonly<Record<Action, boolean>>
}

/** A rule that holds whatever the roles. */
export interface AlwaysPermission {
  readonly action: Action | 'all'
  /** The filter, or that it is made of the session. */
  readonly rule: string
}

/** A field with rules of its own. */
export interface FieldPermissions {
  readonly field: string
  /** Roles that may read it, of records that they may read; null where all may who read the record. */
  readonly read: readonly string[] | null
  /** Roles that may write it; null where all may who write the record. */
  readonly write: readonly string[] | null
}

/** Who may do what with the records of a model. */
export interface ModelPermissions {
  readonly model: string
  /** Whether it declares no permissions, so that no session reaches it. */
  readonly codeOnly: boolean
  readonly roles: readonly RolePermissions[]
  readonly always: readonly AlwaysPermission[]
  /** Fields with rules of their own; all others follow the record. */
  readonly fields: readonly FieldPermissions[]
}

/** Who may do what, model by model. */
export type PermissionMatrix = readonly ModelPermissions[]

/** Models by name, or in a list. */
export type Models = Readonly<Record<string, unknown>> | readonly unknown[]

/** The roles that a model names, those that every model has first. */
function roleNames(definition: ModelDefinition): string[] {
  const used = new Set([
    ...actions.flatMap((action) => listed(definition, action)),
    ...Object.values(definition.schema).flatMap((entry) => {
      const { read = [], write = [] } = ('options' in entry && entry.options.access) || {}
      return [...read, ...write]
    }),
  ])
  const builtIn = builtInRoles.filter((role) => role !== 'owner' && used.has(role))
  const declared = Object.keys(definition.roles)
  const last = builtIn.filter((role) => role === 'administrator')
  return [...builtIn.filter((role) => role !== 'administrator'), ...declared, ...last]
}

const rolePermissions = (definition: ModelDefinition, role: string): RolePermissions => ({
  role,
  held: howHeld(role, roleOf(definition, role)),
  may: Object.fromEntries(
    actions.map((action) => [action, listed(definition, action).includes(role)]),
  ) as RolePermissions['may'],
})

function fieldPermissions({ schema }: ModelDefinition): FieldPermissions[] {
  return Object.entries(schema).flatMap(([name, entry]) => {
    const access = 'options' in entry ? entry.options.access : undefined
    if (access === undefined) return []
    const field = entry.kind === 'ref' ? `${name}Id` : name
    return [{ field, read: access.read ?? null, write: access.write ?? null }]
  })
}

function modelPermissions(definition: ModelDefinition): ModelPermissions {
  const always = Object.entries(alwaysOf(definition)).flatMap(([action, rule]) =>
    rule === undefined ? [] : [{ action: action as Action | 'all', rule: ruleText(rule) }],
  )
  return {
    model: definition.name,
    codeOnly: definition.permissions === undefined,
    roles: roleNames(definition).map((role) => rolePermissions(definition, role)),
    always,
    fields: fieldPermissions(definition),
  }
}

/** Who may do what with the records of models, as their definitions say it; no database is asked. */
export function permissionMatrix(models: Models): PermissionMatrix {
  const given = Array.isArray(models) ? models : Object.values(models)
  return given.map((model, i) => {
    const definition = definitionOf(model)
    if (definition !== undefined) return modelPermissions(definition)
    const name = Array.isArray(models) ? `number ${i + 1}` : `'${Object.keys(models)[i]}'`
    throw new PrometheusError('MISUSE', `permissionMatrix takes models of defineModel; ${name} is none.`)
  })
}
