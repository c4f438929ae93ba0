import type { FilterRelation, FilterScope } from '../query/filter-context.ts'
import type { Filter, Policy } from '../query/policy.ts'
import type { Attribute } from '../schema/attribute.ts'
import { Refusal } from '../schema/values/refusal.ts'
import type { WrittenRole } from './definition.ts'
import type { Session, User } from './session.ts'
import { viewOf } from './session-view.ts'

const isScalar = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  typeof value === 'bigint' ||
  typeof value === 'boolean'

/** Whether a user is of the kind that a key holds: that of the role or, where it says none, of the model that a ref leads to. */
function isOfKind(user: User, { kind }: WrittenRole, { shape }: Attribute): boolean {
  if (kind !== undefined || user.kind === undefined) return user.kind === kind
  return shape?.ref?.model.toLowerCase() === user.kind.toLowerCase()
}

/** What the session says of a role's key; undefined where something is missing, which gives nothing. */
function given(session: Session & { readonly user: User }, role: WrittenRole): unknown {
  if (role.in === undefined) return session.user.id
  const view = viewOf(session)
  const value = role.in(view.session)
  return view.isMissing() ? undefined : value
}

/** The values of the session that a key has to be one of, as they are stored; those that it cannot hold are left out. */
export function valuesFor(session: Session, role: WrittenRole, attribute: Attribute): readonly unknown[] {
  const { user } = session
  if (user === null) return []
  const isOwnId = role.in === undefined
  if ((isOwnId || role.kind !== undefined) && !isOfKind(user, role, attribute)) return []
  const value = given({ ...session, user }, role)
  const parse = attribute.shape?.kind === 'array' ? attribute.parseElement : attribute.parseFilter
  const parsed = (Array.isArray(value) ? value : [value]).filter(isScalar).map((item) => parse?.(item))
  return parsed.filter((item) => item !== null && item !== undefined && !(item instanceof Refusal))
}

/** The filter of records whose key is one of the values. */
export function keyFilter({ name, shape }: Attribute, values: readonly unknown[]): Policy {
  if (values.length === 0) return false
  if (shape?.kind === 'array') return { where: { [name]: { $hasAny: values } } }
  return { where: { [name]: values.length === 1 ? values[0] : { $in: values } } }
}

/** The relations of a path, in order; undefined where it leads nowhere. */
export function pathOf(scope: FilterScope, path: string): readonly FilterRelation[] | undefined {
  const relations: FilterRelation[] = []
  let at = scope
  for (const name of path.split('.')) {
    const relation = at.relations.get(name)
    if (relation === undefined) return undefined
    relations.push(relation)
    at = relation.target
  }
  return relations
}

/** A filter on the records at the end of a path, as one on those where it begins. */
export const along = (path: readonly FilterRelation[], end: Filter): Filter =>
  path.reduceRight<Filter>((where, { name, many }) => ({ [name]: many ? { $some: where } : where }), end)
