import type { Document } from 'mongodb'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { columnOf } from './columns.ts'
import type { Work } from './connection.ts'
import type { Id } from './driver.ts'
import { collectionOf, identityOf } from './driver.ts'
import { uniqueViolation } from './violations.ts'

/** Something of which no two documents may have the same: the key, or a unique index. */
export interface Unique {
  readonly fields: readonly FieldShape[]
  readonly columns: readonly string[]
  /** Only documents in which it is null are meant. */
  readonly whereNull?: string
  readonly index?: string
}

/** The uniques of a model. */
export function uniquesOf(model: ModelShape): Unique[] {
  const columns = (fields: readonly FieldShape[]) => fields.map((field) => columnOf(model, field))
  const declared = model.indexes.filter(({ unique }) => unique)
  return [
    { fields: model.key, columns: columns(model.key) },
    ...declared.map(({ fields, name, whereNull }) => ({
      fields,
      columns: columns(fields),
      index: name,
      ...(whereNull !== undefined && { whereNull: columnOf(model, whereNull) }),
    })),
  ]
}

/** The columns on which it depends whether a unique is met. */
export const columnsOfUnique = ({ columns, whereNull }: Unique): readonly string[] =>
  whereNull === undefined ? columns : [...columns, whereNull]

/** Documents as they are to be, and the `_id`s of those in whose place they come. */
export interface Candidates {
  readonly documents: readonly Document[]
  readonly replaced: readonly Id[]
}

const isNull = (value: unknown): boolean => value === null || value === undefined

const isMeant = ({ columns, whereNull }: Unique, document: Document): boolean =>
  columns.every((column) => !isNull(document[column])) &&
  (whereNull === undefined || isNull(document[whereNull]))

const valuesOf = ({ columns }: Unique, document: Document): Document =>
  Object.fromEntries(columns.map((column) => [column, { $eq: document[column] }]))

/** How many alternatives one query has. */
const CHUNK = 1000

async function isTaken(
  { db, session }: Work,
  model: ModelShape,
  unique: Unique,
  values: readonly Document[],
  replaced: readonly Id[],
): Promise<boolean> {
  const collection = collectionOf(db, model.table)
  const { whereNull } = unique
  const others = { _id: { $nin: replaced }, ...(whereNull !== undefined && { [whereNull]: null }) }
  for (let i = 0; i < values.length; i += CHUNK) {
    const filter = { $and: [others, { $or: values.slice(i, i + CHUNK) }] }
    const found = await collection.findOne(filter, { session, projection: { _id: 1 } })
    if (found !== null) return true
  }
  return false
}

/** Refuses documents of which the server would refuse one: that would end the transaction, which is to go on. */
export async function checkUniques(
  work: Work,
  model: ModelShape,
  uniques: readonly Unique[],
  { documents, replaced }: Candidates,
): Promise<void> {
  for (const unique of uniques) {
    const values = documents
      .filter((document) => isMeant(unique, document))
      .map((document) => valuesOf(unique, document))
    const isTwice = new Set(values.map(identityOf)).size < values.length
    if (isTwice || (await isTaken(work, model, unique, values, replaced)))
      throw uniqueViolation(model, unique.fields, { index: unique.index })
  }
}
