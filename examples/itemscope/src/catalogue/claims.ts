import type { Scope } from '../database.ts'
import { claimedFields } from '../models/claim.ts'
import type { Editable } from './find-editable.ts'

const shown = { select: { id: true, gtin: true, name: true } } as const

/** The open suggestions that whoever asks may decide on, the oldest first, and those that they have made. */
export async function findClaims(db: Scope, userId: string) {
  const [open, own] = await Promise.all([
    db.Claim.find({
      where: { state: 'open' },
      sort: { createdAt: 'asc' },
      limit: 100,
      include: { product: shown },
    }),
    db.Claim.find({
      where: { authorId: userId },
      sort: { createdAt: 'desc' },
      limit: 100,
      include: { product: shown },
    }),
  ])
  const may = await Promise.all(open.map(({ id }) => db.Claim.can('update', { record: id })))
  return { open: open.filter((_, i) => may[i] === 'yes'), own }
}

/** Suggestions as their page shows them. */
export type Claims = Awaited<ReturnType<typeof findClaims>>

/** A suggestion as a form gives it. */
export interface Suggestion {
  readonly path: string
  readonly value: string | null
  readonly source: string
  readonly note: string | null
}

const fieldOf = (path: string) => claimedFields.find((name) => name === path)

/** Suggests a correction of a product: what it is now is kept beside it. */
export async function suggest(db: Scope, product: Editable, suggestion: Suggestion): Promise<void> {
  const field = fieldOf(suggestion.path)
  await db.Claim.create({
    ...suggestion,
    path: suggestion.path as (typeof claimedFields)[number],
    productId: product.id,
    baseValue: field === undefined ? null : product[field],
  })
}

/** What becomes of a suggestion. */
export type Decision = 'accept' | 'reject'

/**
 * Decides on a suggestion: it is stored in the product where that is still as it was, all or nothing. Who may do so, of
 * the suggestion and of the product, the models say.
 */
export async function decide(db: Scope, id: string, decision: Decision): Promise<string | null> {
  return db.transaction(async (tx) => {
    const claim = await tx.Claim.findById(id)
    if (claim === null || claim.state !== 'open') return null
    if (decision === 'reject') return (await claim.set({ state: 'rejected' }).save()).state
    const product = await tx.Product.findById(claim.productId)
    if (product === null) return null
    const isAsItWas = product[claim.path] === claim.baseValue
    await claim.set({ state: isAsItWas ? 'accepted' : 'conflict' }).save()
    if (isAsItWas) await product.set({ [claim.path]: claim.value }).save()
    return claim.state
  })
}
