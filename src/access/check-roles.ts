import { PrometheusError } from '../errors/error.ts'
import { unknownName } from '../schema/unknown.ts'
import { checkFilter } from './check-filter.ts'
import type { AccessModel, WrittenRole } from './definition.ts'
import { alwaysOf, roleOf } from './definition.ts'
import { pathOf } from './relation-role.ts'
import type { Rights } from './rights.ts'

const invalid = (model: string, message: string) =>
  new PrometheusError('INVALID_MODEL', `${model}: ${message}`, { model })

function endOf(models: Rights['models'], model: AccessModel, role: string, through: string): AccessModel {
  const path = pathOf(model, through)
  const end = path?.at(-1)?.target.name
  if (path === undefined || end === undefined)
    throw invalid(
      model.definition.name,
      `the role '${role}' goes through '${through}', which no relations lead along.`,
    )
  if (path.some(({ sameStore }) => !sameStore))
    throw invalid(model.definition.name, `the role '${role}' goes through '${through}' into another store.`)
  return models.get(end) as AccessModel
}

function checkThrough(models: Rights['models'], model: AccessModel, name: string, role: WrittenRole): void {
  if (role.through === undefined) return
  const end = endOf(models, model, name, role.through)
  const { name: target } = end.definition
  if (role.by !== undefined && !end.attributes.has(role.by))
    throw unknownName(
      model.definition.name,
      `field '${role.by}' of ${target}, by which the role '${name}' goes`,
      role.by,
      end.attributes.keys(),
    )
  if (role.role !== undefined && roleOf(end.definition, role.role) === undefined)
    throw unknownName(
      model.definition.name,
      `role '${role.role}' of ${target}, which the role '${name}' is`,
      role.role,
      Object.keys(end.definition.roles),
    )
  if (role.role !== undefined && roleOf(end.definition, role.role)?.checkRecord !== undefined)
    throw invalid(
      model.definition.name,
      `the role '${name}' is that of a related record which is decided by a function: a filter cannot ask it.`,
    )
  checkFilter(end, role.having, `the \`having\` of the role '${name}'`)
}

/** Refuses roles that are held by themselves. */
function checkCircle(
  models: Rights['models'],
  model: AccessModel,
  name: string,
  way: readonly string[] = [],
): void {
  const here = `${model.definition.name}.${name}`
  if (way.includes(here))
    throw invalid(model.definition.name, `roles go in a circle: ${[...way, here].join(' → ')}.`)
  const role = roleOf(model.definition, name)
  if (role?.through === undefined || role.role === undefined) return
  checkCircle(models, endOf(models, model, name, role.through), role.role, [...way, here])
}

function checkModel(models: Rights['models'], model: AccessModel): void {
  const { definition } = model
  for (const name of Object.keys(definition.roles)) {
    const role = roleOf(definition, name) ?? {}
    checkThrough(models, model, name, role)
    checkCircle(models, model, name)
    checkFilter(model, role.where, `the \`where\` of the role '${name}'`)
  }
  for (const [action, rule] of Object.entries(alwaysOf(definition)))
    checkFilter(model, rule, `permissions.always.${action}`)
}

/** Checks what roles and rules say of other models, and that each filter can be read. */
export function checkRoles(models: Rights['models']): void {
  for (const model of models.values()) checkModel(models, model)
}
