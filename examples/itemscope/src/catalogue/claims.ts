import type { Scope } from '../database.ts'
import type { ClaimedField } from '../models/claimed-fields.ts'
import { claimedFields, standing, today } from '../models/claimed-fields.ts'
import type { Session } from '../models/prometheus.ts'
import type { Editable } from './find-editable.ts'
import type { Place } from './find-products.ts'
import { cursorOf } from './find-products.ts'

/** Somebody who is signed in, as rules know them. */
export type SessionUser = NonNullable<Session['user']>

const claimsOnPage = 20

const shown = {
  product: { select: { id: true, gtin: true, name: true, companyId: true } },
  authorCompany: { select: { name: true, slug: true } },
} as const

/** A page of what somebody has suggested, the latest first. */
export function findOwnClaims(db: Scope, userId: string, place: Place) {
  return db.Claim.page({
    where: { authorId: userId },
    sort: { createdAt: 'desc' },
    limit: claimsOnPage,
    include: shown,
    ...cursorOf(place),
  })
}

/**
 * A page of the open suggestions that somebody may decide on, the oldest first: those on products of the companies that
 * they act for, or on all where they are an administrator; never their own.
 */
export async function findDecidable(db: Scope, { id: userId, roles }: SessionUser, place: Place) {
  const own = await db.Claim.find({ where: { authorId: userId, state: 'open' }, select: { id: true } })
  const theirs = roles.includes('administrator')
    ? {}
    : { product: { company: { members: { $some: { userId } } } } }
  const page = await db.Claim.page({
    where: { state: 'open', id: { $nin: own.map(({ id }) => id) }, ...theirs },
    sort: { createdAt: 'asc' },
    limit: claimsOnPage,
    include: shown,
    ...cursorOf(place),
  })
  const [words, memberships] = await Promise.all([
    findWords(
      db,
      page.items.map(({ productId }) => productId),
    ),
    db.Membership.find({ where: { userId }, select: { companyId: true } }),
  ])
  return { ...page, words, ownCompanies: new Set(memberships.map(({ companyId }) => companyId)) }
}

/** Suggestions to decide on, as their page shows them. */
export type Decidable = Awaited<ReturnType<typeof findDecidable>>

/** Somebody's own suggestions, as their page shows them. */
export type OwnClaims = Awaited<ReturnType<typeof findOwnClaims>>

/** That a company stands by a field of a product until the end of a day. */
export interface Word {
  readonly productId: string
  readonly path: ClaimedField
  /** YYYY-MM-DD. */
  readonly until: string
}

/** What a decision tells of a word. */
interface Decided {
  readonly productId: string
  readonly path: ClaimedField
  readonly reviewAfter: string | null
}

/** The words that stand today, of each field of a product the one that stands longest. */
export function longestWords(decided: readonly Decided[]): Word[] {
  const longest = new Map<string, Word>()
  for (const { productId, path, reviewAfter: until } of decided) {
    if (until === null || until < today()) continue
    const key = `${productId} ${path}`
    if (until > (longest.get(key)?.until ?? '')) longest.set(key, { productId, path, until })
  }
  return [...longest.values()]
}

/** The words of companies that stand today, on fields of these products. */
export async function findWords(db: Scope, productIds: readonly string[]): Promise<Word[]> {
  const found = await db.Claim.find({
    where: { productId: { $in: [...productIds] }, ...standing() },
    select: { productId: true, path: true, reviewAfter: true },
  })
  return longestWords(found)
}

/** A suggestion as a form gives it. */
export interface Suggestion {
  readonly path: string
  readonly value: string | null
  readonly source: string
  readonly note: string | null
}

const fieldOf = (path: string) => claimedFields.find((name) => name === path)

/** What somebody is to a product: what they are for its company counts first, then for the one they joined first. */
async function standingOf(db: Scope, { companyId }: Editable, { id, roles }: SessionUser) {
  const memberships = await db.Membership.find({ where: { userId: id }, sort: { createdAt: 'asc' } })
  const membership = memberships.find((one) => one.companyId === companyId) ?? memberships[0]
  if (membership !== undefined)
    return { authorRole: membership.role, authorCompanyId: membership.companyId } as const
  return { authorRole: roles.includes('administrator') ? 'administrator' : 'reader' } as const
}

/** Suggests a correction of a product: what it is now is kept beside it, and as what the author speaks. */
export async function suggest(
  db: Scope,
  product: Editable,
  { user, ...suggestion }: Suggestion & { readonly user: SessionUser },
): Promise<void> {
  const field = fieldOf(suggestion.path)
  await db.Claim.create({
    ...suggestion,
    path: suggestion.path as ClaimedField,
    productId: product.id,
    baseValue: field === undefined ? null : product[field],
    ...(await standingOf(db, product, user)),
  })
}
