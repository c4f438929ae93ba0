/** What may be allowed. */
export const actions = ['create', 'read', 'update', 'destroy', 'transfer'] as const

/** One of them. */
export type Action = (typeof actions)[number]

/** Roles that every model has; `owner` is held where a model says by which key. */
export const builtInRoles = ['anyone', 'guest', 'user', 'owner', 'administrator'] as const
