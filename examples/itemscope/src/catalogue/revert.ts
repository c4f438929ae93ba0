import type { Scope } from '../database.ts'
import { ChangedMeanwhile } from './changed-meanwhile.ts'
import { findWords } from './claims.ts'
import type { Historied, Referred } from './find-history.ts'
import { findReferred } from './find-history.ts'
import type { ScopeInside } from './refresh-search.ts'
import { refreshSearch } from './refresh-search.ts'
import type { ProductChanges } from './save-product.ts'
import { saveProduct } from './save-product.ts'

/** What a field is now, and what it was in a version. */
export interface Difference {
  readonly from: unknown
  readonly to: unknown
}

/** How a record would be changed to be as it was in a version. */
export interface Reversion {
  /** The version that the record has now. */
  readonly version: number
  /** What whoever asks may put back, by field. */
  readonly changes: Readonly<Record<string, Difference>>
  /** What differs too and stays as it is, since they may not write it. */
  readonly kept: Readonly<Record<string, Difference>>
  /** The records that the differences refer to. */
  readonly referred: Referred
}

/** What no version tells: it is written with everything, or by nobody. */
const untold = new Set(['version', 'createdAt', 'updatedAt'])

/** What is no fact about the thing: its address, whether it is shown, and where the record came from. */
const lasting = new Set(['slug', 'status', 'origin'])

/** Where a record stands, and where it was: every later step is taken back, the latest first, so the oldest counts. */
async function differences(db: Scope, { model, id }: Historied, version: number) {
  const later = await db.Change.find({
    where: { model, recordId: id, version: { $gt: version } },
    sort: { id: 'desc' },
  })
  const found = new Map<string, { from: unknown; to: unknown }>()
  for (const { diff } of later)
    for (const [name, { from, to, changed }] of Object.entries(diff)) {
      if (changed || untold.has(name)) continue
      found.set(name, { from: found.has(name) ? found.get(name)?.from : to, to: from })
    }
  return [...found].filter(([, { from, to }]) => JSON.stringify(from ?? null) !== JSON.stringify(to ?? null))
}

/** The fields of a product by which its company stands, where whoever asks does not act for it. */
async function withheldOf(db: Scope, { model, id }: Historied): Promise<ReadonlySet<string>> {
  if (model !== 'Product') return new Set()
  const [acts, words] = await Promise.all([
    db.Product.can('update', { record: id, field: 'supplierNotes' }),
    findWords(db, [id]),
  ])
  return new Set(acts === 'yes' ? [] : words.map(({ path }) => path))
}

/** Which fields whoever asks may write where they may write the record; its save asks again, of all at once. */
async function writable(
  db: Scope,
  owner: Historied,
  fields: readonly string[],
): Promise<ReadonlySet<string>> {
  const withheld = await withheldOf(db, owner)
  const isOpen = async (field: string) =>
    !lasting.has(field) &&
    !withheld.has(field) &&
    (await db[owner.model].can('update', { field: field as 'name' })) !== 'no'
  const open = await Promise.all(fields.map(isOpen))
  return new Set(fields.filter((_, i) => open[i]))
}

/** The version of the record as it is now; null where whoever asks does not see it. */
async function versionOf(db: Scope, { model, id }: Historied): Promise<number | null> {
  const select = { version: true } as const
  const where = { id }
  if (model === 'Product') return (await db.Product.findOne({ where, select }))?.version ?? null
  if (model === 'Company') return (await db.Company.findOne({ where, select }))?.version ?? null
  return (await db.Brand.findOne({ where, select }))?.version ?? null
}

/** What going back to a version would change, for whoever asks; null where the record is not there for them. */
export async function findReversion(db: Scope, owner: Historied, version: number): Promise<Reversion | null> {
  const now = await versionOf(db, owner)
  if (now === null) return null
  const differing = await differences(db, owner, version)
  const open = await writable(
    db,
    owner,
    differing.map(([name]) => name),
  )
  const those = (may: boolean) => Object.fromEntries(differing.filter(([name]) => open.has(name) === may))
  const referred = await findReferred(db, [{ diff: Object.fromEntries(differing) }])
  return { version: now, changes: those(true), kept: those(false), referred }
}

/** Puts a record back to a version, as far as whoever asks may: a save like any other, of the version `now`. */
export function revert(
  db: Scope,
  owner: Historied,
  { to, now }: { readonly to: number; readonly now: number },
): Promise<void> {
  return db.transaction(async (tx) => {
    const reversion = await findReversion(tx, owner, to)
    if (reversion?.version !== now) throw new ChangedMeanwhile()
    const values = Object.fromEntries(
      Object.entries(reversion.changes).map(([name, difference]) => [name, difference.to ?? null]),
    )
    await save(tx, owner, values)
  })
}

async function save(tx: ScopeInside, { model, id }: Historied, values: object): Promise<void> {
  if (model === 'Product') {
    const product = await tx.Product.findById(id)
    if (product !== null) await saveProduct(tx, product, values as ProductChanges)
  } else if (model === 'Company') {
    await (await tx.Company.findById(id))?.set(values).save()
    await refreshSearch(tx, { companyId: id })
  } else {
    await (await tx.Brand.findById(id))?.set(values).save()
    await refreshSearch(tx, { brandId: id })
  }
}
