import type { Schema } from '../../schema/entry.ts'
import type { AttributeName, Attrs, ModelWhere } from '../../schema/infer.ts'
import type { SessionShape, SignedIn, UserOf } from '../../schema/session.ts'

/** Roles that every model has. */
export type BuiltInRole = 'anyone' | 'guest' | 'user' | 'owner' | 'administrator'

/** What is done to records. */
export type Action = 'create' | 'read' | 'update' | 'destroy' | 'transfer'

type Scalar = string | number | bigint | boolean
type Values = Scalar | readonly Scalar[] | null | undefined

/** A condition, or a function that makes it for whoever is signed in. */
export type Rule<S extends Schema, Session extends SessionShape> =
  | ModelWhere<S>
  | ((session: SignedIn<Session>) => ModelWhere<S>)

/** Held on records whose `key` is one of the session's values; the user's id, where `in` is left out. */
export interface KeyRole<S extends Schema, Session extends SessionShape> {
  key: AttributeName<S>
  in?: (session: SignedIn<Session>) => Values
}

/** Held on records that match. */
export interface WhereRole<S extends Schema, Session extends SessionShape> {
  where: Rule<S, Session>
}

/** Held by users that pass; it is asked once for a request, and sees no record. */
export interface CheckRole<Session extends SessionShape> {
  check(user: UserOf<Session>): boolean | Promise<boolean>
}

/** Held on records that pass: `where` narrows the reading, `scan` limits it. */
export interface CheckRecordRole<S extends Schema, Session extends SessionShape> {
  checkRecord(user: UserOf<Session>, record: Readonly<Attrs<S>>): boolean | Promise<boolean>
  where?: Rule<S, Session>
  scan?: number
}

/** Held by users who have the role's name among their roles. */
export interface NamedRole {
  named: true
}

/** How a role is held. */
export interface Role<S extends Schema, Session extends SessionShape> {
  key?: AttributeName<S>
  in?: (session: SignedIn<Session>) => Values
  where?: Rule<S, Session>
  check?(user: UserOf<Session>): boolean | Promise<boolean>
  checkRecord?(user: UserOf<Session>, record: Readonly<Attrs<S>>): boolean | Promise<boolean>
  scan?: number
  named?: true
}

/** Roles by name; `owner` may be the name of its key alone. */
export type Roles<R extends string, S extends Schema, Session extends SessionShape> = {
  [K in R]: Role<S, Session> | (K extends 'owner' ? AttributeName<S> : never)
}

/** Conditions that hold for everybody, whatever their roles. */
export interface Always<S extends Schema, Session extends SessionShape> {
  all?: Rule<S, Session>
  create?: Rule<S, Session>
  read?: Rule<S, Session>
  update?: Rule<S, Session>
  destroy?: Rule<S, Session>
  transfer?: Rule<S, Session>
}

/** Which roles may do what: nobody else may. */
export interface Permissions<R extends string, S extends Schema, Session extends SessionShape> {
  create?: readonly R[]
  read?: readonly R[]
  update?: readonly R[]
  destroy?: readonly R[]
  transfer?: readonly R[]
  always?: Always<S, Session>
}

/** A length of time: `'14d'`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

/** How records change hands: by a new `key`; with `accept` it is an offer until that role accepts. */
export interface Transfer<R extends string, S extends Schema> {
  key: AttributeName<S>
  accept?: R
  expires?: Duration
}
