/** What a suggestion may be about. */
export const claimedFields = ['name', 'description', 'size', 'url', 'released'] as const

/** A field that a suggestion may be about. */
export type ClaimedField = (typeof claimedFields)[number]

/** Today, as a day of the calendar. */
export const today = (): string => new Date().toISOString().slice(0, 10)

/** A decision of a company that it would have stand until a day: no word of anybody else changes the field meanwhile. */
export const standing = () => ({
  state: { $in: ['accepted' as const, 'rejected' as const] },
  reviewAfter: { $gte: today() },
})
