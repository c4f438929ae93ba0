import type { ClaimedField } from '../models/claimed-fields.ts'
import { standing } from '../models/claimed-fields.ts'
import type { ScopeInside } from './refresh-search.ts'

/** Which open suggestions are void: those of a field of a product, all of them or those of a value. */
export interface Superseded {
  readonly productId: string
  readonly path: ClaimedField
  readonly value?: string | null
}

/** Marks open suggestions as superseded, whoever made them: it follows from what was done to the product. */
export async function supersede(tx: ScopeInside, which: Superseded): Promise<void> {
  const { Claim } = tx.system('what it asks for was decided otherwise')
  await Claim.updateWhere({ ...which, state: 'open' }, { state: 'superseded' })
}

/** Ends the words of a company on a field but for that of one decision: it has said something else since. */
export async function endWords(
  tx: ScopeInside,
  { productId, path, but }: Pick<Superseded, 'productId' | 'path'> & { readonly but: string },
): Promise<void> {
  const { Claim } = tx.system('its company has decided anew')
  await Claim.updateWhere({ productId, path, id: { $ne: but }, ...standing() }, { reviewAfter: null })
}
