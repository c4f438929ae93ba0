import { isPrometheusError } from 'prometheus-odm'
import { lookUpNames } from '../catalogue/look-up-names.ts'
import type { Transaction } from '../database.ts'
import type { ProductFacts, StatedFacts } from '../product/product-facts.ts'
import { productValues } from '../product/product-values.ts'
import { mergeFacts } from './merge-facts.ts'

/** A row that can be saved: its facts and the line on which it stands. */
export interface GoodRow<Facts = StatedFacts> {
  readonly line: number
  readonly facts: Facts & { readonly gtin: string }
}

type NamedRow = GoodRow<ProductFacts>

/** A row that cannot, and why. */
export interface BadRow {
  readonly line: number
  readonly reason: string
}

/** What became of the rows of a batch. */
export interface Outcome {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly bad: readonly BadRow[]
}

type Fate = 'inserted' | 'updated' | 'unchanged' | BadRow
type Found = Awaited<ReturnType<typeof findKnown>> extends Map<unknown, infer Record> ? Record : never

/** Saves rows: what is new is inserted, what is known is brought up to date, and a row that does not fit harms no other. */
export async function saveBatch(tx: Transaction, runId: string, rows: readonly GoodRow[]): Promise<Outcome> {
  const { first: stated, repeated } = await partRepeated(tx, runId, rows)
  const first = await nameRows(tx, stated)
  const known = await findKnown(tx, first)
  const fates: Fate[] = [...repeated]
  for (const row of first) {
    const record = known.get(row.facts.gtin)
    if (record !== undefined) fates.push(await update(record, row))
  }
  fates.push(
    ...(await insertAll(
      tx,
      first.filter(({ facts }) => !known.has(facts.gtin)),
    )),
  )
  await tx.ImportedGtin.insertMany(first.map(({ line, facts }) => ({ runId, gtin: facts.gtin, line })))
  return sumUp(fates)
}

/** Parts rows whose GTIN stands on an earlier line of the file: the first counts, or each run would change both back and forth. */
async function partRepeated(tx: Transaction, runId: string, rows: readonly GoodRow[]) {
  const seen = await tx.ImportedGtin.find({ where: { runId, gtin: { $in: gtinsOf(rows) } }, plain: true })
  const lines = new Map(seen.map(({ gtin, line }) => [gtin, line]))
  const first: GoodRow[] = []
  const repeated: BadRow[] = []
  for (const row of rows) {
    const earlier = lines.get(row.facts.gtin)
    if (earlier === undefined) first.push(row)
    else repeated.push({ line: row.line, reason: `the GTIN stands on line ${earlier} already` })
    lines.set(row.facts.gtin, earlier ?? row.line)
  }
  return { first, repeated }
}

async function nameRows(tx: Transaction, rows: readonly GoodRow[]): Promise<NamedRow[]> {
  const named = await lookUpNames(
    tx,
    rows.map(({ facts }) => facts),
  )
  return rows.map(({ line, facts }) => ({ line, facts: named(facts) }))
}

const named = { select: { id: true, name: true } } as const

async function findKnown(tx: Transaction, rows: readonly NamedRow[]) {
  const found = await tx.Product.find({
    where: { gtin: { $in: gtinsOf(rows) } },
    include: { brand: named, company: named, category: named },
  })
  return new Map(found.map((record) => [record.gtin, record]))
}

async function insertAll(tx: Transaction, rows: readonly NamedRow[]): Promise<Fate[]> {
  const records = rows.map(({ facts }) => newRecord(facts))
  try {
    await tx.Product.insertMany(records)
    return rows.map(() => 'inserted')
  } catch (error) {
    if (!isPrometheusError(error) || error.code !== 'VALIDATION_FAILED') throw error
  }
  const fates: Fate[] = []
  for (const row of rows) fates.push(await unlessInvalid(row, () => insert(tx, row)))
  return fates
}

async function insert(tx: Transaction, { facts }: NamedRow): Promise<Fate> {
  await tx.Product.create(newRecord(facts))
  return 'inserted'
}

function update(record: Found, row: NamedRow): Promise<Fate> {
  return unlessInvalid(row, async () => {
    record.set(productValues(mergeFacts(record, row.facts)))
    if (record.changed.length === 0) return 'unchanged'
    await record.save()
    return 'updated'
  })
}

async function unlessInvalid({ line }: NamedRow, act: () => Promise<Fate>): Promise<Fate> {
  try {
    return await act()
  } catch (error) {
    if (isPrometheusError(error) && error.code === 'VALIDATION_FAILED') return { line, reason: error.message }
    throw error
  }
}

function newRecord(facts: ProductFacts) {
  return { ...productValues(facts), status: 'published' as const, origin: 'import' as const }
}

function sumUp(fates: readonly Fate[]): Outcome {
  const count = (fate: Fate): number => fates.filter((one) => one === fate).length
  const bad = fates.filter((fate) => typeof fate === 'object')
  return { inserted: count('inserted'), updated: count('updated'), unchanged: count('unchanged'), bad }
}

const gtinsOf = (rows: readonly { readonly facts: { readonly gtin: string } }[]): string[] =>
  rows.map(({ facts }) => facts.gtin)
