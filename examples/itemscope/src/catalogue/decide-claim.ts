import type { Scope } from '../database.ts'
import type { ScopeInside } from './refresh-search.ts'
import { saveProduct } from './save-product.ts'
import { endWords, supersede } from './supersede.ts'

/** What becomes of a suggestion, and until when the company stands by that; without a day it does not. */
export interface Decision {
  readonly accept: boolean
  /** YYYY-MM-DD. */
  readonly reviewAfter: string | null
}

/** What accepting makes of a suggestion of a field, by what the field is now. */
function stateOf(
  now: string | null,
  { value, baseValue }: { value: string | null; baseValue: string | null },
) {
  if (now === value) return 'superseded'
  return now === baseValue ? 'accepted' : 'conflict'
}

/**
 * Decides on a suggestion: it is stored in the product where that is still as it was, all or nothing, and others of the
 * same field are void then. The latest word of the company counts: a new one, or what it accepts, ends those before.
 * Who may do so, of the suggestion and of the product, the models say. Gives what became of it; null where it is not
 * there, or is decided already.
 */
export function decide(db: Scope, id: string, decision: Decision): Promise<string | null> {
  return db.transaction((tx) => decideIn(tx, id, decision), { retries: 8 })
}

async function decideIn(
  tx: ScopeInside,
  id: string,
  { accept, reviewAfter }: Decision,
): Promise<string | null> {
  const claim = await tx.Claim.findById(id)
  if (claim === null || claim.state !== 'open') return null
  const word = reviewAfter === null ? {} : { reviewAfter }
  const { productId, path } = claim
  if (!accept) {
    await claim.set({ state: 'rejected', ...word }).save()
    if (reviewAfter !== null) await endWords(tx, { productId, path, but: id })
    return claim.state
  }
  const product = await tx.Product.findById(productId)
  if (product === null) return null
  const state = stateOf(product[path], claim)
  await claim.set({ state, ...(state === 'accepted' ? word : {}) }).save()
  if (state !== 'accepted') return state
  await saveProduct(tx, product, { [path]: claim.value })
  await supersede(tx, { productId, path })
  await endWords(tx, { productId, path, but: id })
  return state
}

/**
 * Takes a suggestion back, for its author: null where it is not there or not open, false where it is not theirs. Nobody
 * writes to suggestions of their own, so that they cannot decide on them: this is the one thing that is done for them.
 */
export function withdraw(db: Scope, id: string, userId: string | undefined): Promise<boolean | null> {
  return db.transaction(async (tx) => {
    const claim = await tx.Claim.findById(id)
    if (claim === null || claim.state !== 'open') return null
    if (userId === undefined || claim.authorId !== userId) return false
    const { Claim } = tx.system('withdrawn by its author')
    return (await Claim.updateWhere({ id, state: 'open' }, { state: 'withdrawn' })) === 1 || null
  })
}
