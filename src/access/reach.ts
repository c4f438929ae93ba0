import type { FilterScope } from '../query/filter-context.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { AccessModel, WrittenRule } from './definition.ts'
import { alwaysOf, roleOf } from './definition.ts'
import { isAsked, placeholder } from './placeholder.ts'
import { pathOf } from './relation-role.ts'
import type { Session } from './session.ts'

const isCompared = (value: unknown): boolean =>
  isAsked(value) ||
  (isPlainObject(value) && ['$eq', '$in'].some((name) => Object.hasOwn(value, name) && isAsked(value[name])))

const comparedIn = (where: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(where).flatMap((name) => {
    const value = where[name]
    if (name === '$and' && Array.isArray(value)) return value.filter(isPlainObject).flatMap(comparedIn)
    return isCompared(value) ? [name] : []
  })

/** The attributes that a rule compares with the session, found by showing it one that is made of placeholders. */
function comparedBy(rule: WrittenRule | undefined): string[] {
  if (typeof rule !== 'function') return []
  try {
    return comparedIn(rule(placeholder as Session))
  } catch {
    return []
  }
}

/** The attributes of a model that rules of `always` compare with the session: a tenant, as a rule. */
export function tenantAttributes({ definition, attributes }: AccessModel): string[] {
  const names = Object.values(alwaysOf(definition)).flatMap(comparedBy)
  return [...new Set(names)].filter((name) => attributes.has(name))
}

type Reach = Map<string, Set<string>>

function add(reach: Reach, { name }: FilterScope | { readonly name: string }, attribute: string): void {
  const known = reach.get(name) ?? new Set()
  reach.set(name, known.add(attribute))
}

/** What leads along a path decides who holds a role at its beginning: refs on the way, be they here or there. */
function addPath(reach: Reach, model: AccessModel, through: string, by: string | undefined): void {
  let at: FilterScope = model
  for (const relation of pathOf(model, through) ?? []) {
    const [first, second] = relation.steps
    if (first.local.ref !== undefined && !relation.many) add(reach, at, first.local.name)
    else add(reach, first.target, first.foreign.name)
    if (second !== undefined) add(reach, first.target, second.local.name)
    at = relation.target
  }
  if (by !== undefined) add(reach, at, by)
}

/** The attributes of each model that decide whose its records are: only a transfer changes them. */
export function reachFieldsOf(
  models: ReadonlyMap<string, AccessModel>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const reach: Reach = new Map()
  for (const model of models.values()) {
    for (const name of Object.keys(model.definition.roles)) {
      const { key, through, by } = roleOf(model.definition, name) ?? {}
      if (key !== undefined) add(reach, model, key)
      if (through !== undefined) addPath(reach, model, through, by)
    }
    for (const name of tenantAttributes(model)) add(reach, model, name)
  }
  return reach
}
