import type { Schema } from '../../schema/entry.ts'
import type { AttributeName, Attrs, ModelWhere } from '../../schema/infer.ts'
import type { SessionShape, SignedIn, UserOf } from '../../schema/session.ts'

/** Roles that every model has. */
export type BuiltInRole = 'anyone' | 'guest' | 'user' | 'owner' | 'administrator'

type Scalar = string | number | bigint | boolean
type Values = Scalar | readonly Scalar[] | null | undefined

/** A condition, or a function that makes it for whoever is signed in. */
export type Rule<S extends Schema, Session extends SessionShape> =
  | ModelWhere<S>
  | ((session: SignedIn<Session>) => ModelWhere<S>)

/** Everything that forms of roles have: each has some of it, and none of the rest. */
interface NoForm {
  key?: never
  in?: never
  kind?: never
  through?: never
  by?: never
  having?: never
  role?: never
  where?: never
  check?: never
  checkRecord?: never
  scan?: never
  named?: never
}

type Form<F> = F & Omit<NoForm, keyof F>

/** Held on records whose `key` is one of the session's values; the user's id, where `in` is left out. */
interface KeyRole<S extends Schema, Session extends SessionShape> {
  key: AttributeName<S>
  in?: (session: SignedIn<Session>) => Values
  /** Only users of this kind hold it, of a session whose users have a `kind`. */
  kind?: string
}

/** Held where a record at the end of `through` has one of the session's values in the field `by`. */
interface MemberRole<Session extends SessionShape> {
  /** The relations that lead to the records which decide, in order, joined by dots. */
  through: string
  by: string
  in?: (session: SignedIn<Session>) => Values
  /** Only users of this kind hold it, of a session whose users have a `kind`. */
  kind?: string
  /** What such a record has to fit beside. */
  having?: object
}

/** Held where a record at the end of `through` gives this role of its own model. */
interface RelatedRole {
  through: string
  role: string
}

/** Held on records that match. */
interface WhereRole<S extends Schema, Session extends SessionShape> {
  where: Rule<S, Session>
}

/** Held by users that pass; it is asked once for a request, and sees no record. */
interface CheckRole<Session extends SessionShape> {
  check(user: UserOf<Session>): boolean | Promise<boolean>
}

/** Held on records that pass. */
interface RecordRole<S extends Schema, Session extends SessionShape> {
  checkRecord(user: UserOf<Session>, record: Readonly<Attrs<S>>): boolean | Promise<boolean>
}

/** The same, asked of records that match. */
interface NarrowedRole<S extends Schema, Session extends SessionShape> extends RecordRole<S, Session> {
  where: Rule<S, Session>
}

/** The same, asked of any; at most so many may be read in one call. */
interface ScannedRole<S extends Schema, Session extends SessionShape> extends RecordRole<S, Session> {
  scan: number
}

/** Held by users who have the role's name among their roles. */
interface NamedRole {
  named: true
}

/** How a role is held: in one of these ways. */
export type Role<S extends Schema, Session extends SessionShape> =
  | Form<KeyRole<S, Session>>
  | Form<MemberRole<Session>>
  | Form<RelatedRole>
  | Form<WhereRole<S, Session>>
  | Form<CheckRole<Session>>
  | Form<NarrowedRole<S, Session>>
  | Form<ScannedRole<S, Session>>
  | Form<NamedRole>

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
export interface Transfer<K, A> {
  key: K
  accept?: A
  expires?: Duration
}
