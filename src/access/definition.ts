import type { FilterScope } from '../query/filter-context.ts'
import type { Filter } from '../query/policy.ts'
import type { ModelShape } from '../schema/shape.ts'
import type { Session, User } from './session.ts'

/** A condition, or a function that makes it of the session. */
export type WrittenRule = Filter | ((session: Session) => Filter)

/** A role as it is written, in full. */
export interface WrittenRole {
  readonly key?: string
  readonly in?: (session: Session) => unknown
  readonly kind?: string
  readonly through?: string
  readonly by?: string
  readonly having?: Filter
  readonly role?: string
  readonly where?: WrittenRule
  readonly check?: (user: User) => unknown
  readonly checkRecord?: (user: User, record: unknown) => unknown
  readonly scan?: number
  readonly named?: true
}

/** What a model says of access, with its mixins' merged in. */
export interface AccessDefinition {
  readonly name: string
  readonly roles: Readonly<Record<string, Readonly<Record<string, unknown>> | string>>
  readonly permissions?: Readonly<Record<string, unknown>>
}

/** A model of a connected database, as far as access needs it. */
export interface AccessModel extends FilterScope {
  readonly definition: AccessDefinition
  readonly shape: ModelShape
}

/** The rules that hold whatever the roles, by action; `all` for each. */
export type AlwaysRules = Readonly<Record<string, WrittenRule | undefined>>

/** A role of a model by its name; undefined where it declares none of it. */
export function roleOf({ roles }: AccessDefinition, name: string): WrittenRole | undefined {
  const written = Object.hasOwn(roles, name) ? roles[name] : undefined
  return typeof written === 'string' ? { key: written } : written
}

/** The names of the roles that may do something. */
export function listed({ permissions }: AccessDefinition, action: string): readonly string[] {
  const names = permissions !== undefined && Object.hasOwn(permissions, action) ? permissions[action] : []
  return names as readonly string[]
}

/** The rules that hold whatever the roles. */
export const alwaysOf = ({ permissions }: AccessDefinition): AlwaysRules =>
  (permissions?.always ?? {}) as AlwaysRules
