import type { Scope } from '../database.ts'
import type { ClaimedField } from '../models/claimed-fields.ts'
import { claimedFields, standing } from '../models/claimed-fields.ts'
import { longestWords } from './claims.ts'
import type { Actors } from './find-history.ts'
import { findActors } from './find-history.ts'

const stepsRead = 100

/** What was decided on corrections of a product and counts, the latest first: what was accepted, and standing words. */
function findDecided(db: Scope, productId: string) {
  return db.Claim.find({
    where: { productId, $or: [{ state: 'accepted' }, standing()] },
    sort: { updatedAt: 'desc' },
    include: { authorCompany: { select: { name: true, slug: true } } },
  })
}

/** The latest steps of a product's history, as far as they say who changed what. */
function findSteps(db: Scope, recordId: string) {
  return db.Change.find({
    where: { model: 'Product', recordId },
    sort: { id: 'desc' },
    limit: stepsRead,
    select: { version: true, at: true, diff: true, actorId: true, reason: true },
  })
}

/** Who says what a field of a product says: a correction that was accepted, or else the step that wrote it. */
export interface FieldProvenance {
  readonly path: ClaimedField
  readonly claim: Awaited<ReturnType<typeof findDecided>>[number] | undefined
  readonly step: Awaited<ReturnType<typeof findSteps>>[number] | undefined
  /** Until when its company stands by it: YYYY-MM-DD. */
  readonly until: string | undefined
}

/** Who says what, field by field, and the names of those who wrote. */
export interface Provenance {
  readonly fields: readonly FieldProvenance[]
  readonly actors: Actors
}

type Facts = Readonly<Record<ClaimedField, string | null>> & { readonly id: string }

/** Who says what a product says, of each field that can be corrected and has a value: at most four statements. */
export async function findProvenance(db: Scope, product: Facts): Promise<Provenance> {
  const [decided, steps] = await Promise.all([findDecided(db, product.id), findSteps(db, product.id)])
  const words = longestWords(decided)
  const fields = claimedFields
    .map((path) => ({
      path,
      claim: decided.find(
        (claim) => claim.path === path && claim.state === 'accepted' && claim.value === product[path],
      ),
      step: steps.find(({ diff }) => diff[path] !== undefined),
      until: words.find((word) => word.path === path)?.until,
    }))
    .filter(({ path, until }) => product[path] !== null || until !== undefined)
  const told = fields.flatMap(({ claim, step }) => (claim === undefined ? (step ?? []) : []))
  return { fields, actors: await findActors(db, told) }
}
