import type { SessionAccess } from '../../access/session-access.ts'
import type { Row } from '../../store/contract.ts'
import type { Referrer } from '../connected-model.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { seeingAll, seeingLiving } from '../seeing-all.ts'
import { missing } from '../write/change-record.ts'
import { havingOne } from '../write/matching.ts'
import { matchingRows } from '../write/matching-rows.ts'
import { keyValues, recordName } from '../write/saved-record.ts'
import { fitStored } from './fit-stored.ts'
import { verdicts } from './verdicts.ts'

/** What is going, for good or only marked as destroyed. */
interface Leaving {
  readonly access: SessionAccess
  readonly rows: readonly Row[]
  readonly permanent: boolean
  /** What was asked about already: refs in a circle end there. */
  readonly asked: Set<string>
}

/** Refuses that what a ref takes along goes, unless the session may destroy all of it. */
async function permitReferring(binding: Binding, { model, field }: Referrer, leaving: Leaving) {
  const { access, rows, permanent, asked } = leaving
  const isForGood = permanent || model.shape.tombstone === undefined
  const found = { model: permanent ? seeingAll(model) : model, scope: binding.scope }
  const keys = rows.map((row) => row[binding.model.shape.key[0]?.index ?? 0])
  const along = await matchingRows(trusted(found), havingOne(found.model, field, keys))
  const inside = isForGood ? found : seeingLiving(found)
  await permitDestroy(inside, { access, rows: along, permanent: isForGood, asked })
}

/** Refuses that what rows take along goes, unless the session may destroy all of it. */
export async function permitAlong(binding: Binding, leaving: Leaving): Promise<void> {
  for (const referrer of leaving.rows.length === 0 ? [] : binding.model.referrers)
    if (referrer.onDelete === 'cascade') await permitReferring(binding, referrer, leaving)
}

/** Refuses that rows go, unless the session may destroy them and all that goes along. */
export async function permitDestroy(binding: Binding, leaving: Leaving): Promise<void> {
  const { model } = binding
  const { access, asked } = leaving
  const nameOf = (row: Row) => recordName(model, keyValues(model, row))
  const rows = leaving.rows.filter((row) => !asked.has(nameOf(row)))
  for (const row of rows) asked.add(nameOf(row))
  const allowed = await verdicts(binding, access.policy(model.name, 'destroy'), rows, fitStored)
  const refused = rows.find((_, i) => allowed[i] !== true)
  if (refused !== undefined) throw await missing(binding, refused, 'destroy')
  await permitAlong(binding, { ...leaving, rows })
}
