/** The least that is known of whoever is signed in. */
export interface SessionUser {
  readonly id: string | number
  /** Tells users of different kinds apart that may have the same id. */
  readonly kind?: string
  /** Names that count for `administrator` and for roles that are declared `named`. */
  readonly roles?: readonly string[]
}

/** What a session must be: an object whose `user` is null for a guest. */
export interface SessionShape {
  readonly user: SessionUser | null
}

/** The session where the application declares none of its own. */
export interface DefaultSession extends SessionShape {}

/** Whoever is signed in. */
export type UserOf<Session extends SessionShape> = NonNullable<Session['user']>

/** The session of somebody who is signed in: what the functions in roles receive. */
export type SignedIn<Session extends SessionShape> = {
  readonly [K in keyof Session]: K extends 'user' ? NonNullable<Session[K]> : Session[K]
}
