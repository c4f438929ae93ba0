/** What somebody may be for a company: one of its staff, or an owner, who is staff too. */
export const memberRoles = ['staff', 'owner'] as const

/** What somebody is for a company. */
export type MemberRole = (typeof memberRoles)[number]
