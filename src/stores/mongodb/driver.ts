import { createRequire } from 'node:module'
import type * as Mongodb from 'mongodb'
import { PrometheusError } from '../../errors/error.ts'
import { cast } from '../../support/cast.ts'

/** A document as the driver's types have it: its `_id`, which may be of any type, passes for text. */
export interface Stored {
  readonly _id: Id
  readonly [name: string]: unknown
}

/** What stands for an `_id` of any type. */
export type Id = string

/** The collection of a table. */
export const collectionOf = (db: Mongodb.Db, table: string): Mongodb.Collection<Stored> =>
  db.collection<Stored>(table)

let loaded: typeof Mongodb | undefined

function load(): typeof Mongodb {
  try {
    return cast<typeof Mongodb>(createRequire(import.meta.url)('mongodb'), 'the main export of the package')
  } catch (cause) {
    const message =
      'mongodb() needs the package mongodb, which cannot be loaded: run `npm install mongodb` (6.8 or later).'
    throw new PrometheusError('CONNECTION_FAILED', message, {}, cause)
  }
}

/** The official driver, which is loaded when it is first asked for. */
export function driver(): typeof Mongodb {
  loaded ??= load()
  return loaded
}

/**
 * Arrays that the driver leaves undecoded, by name: none. By default it looks the name up in an object literal, and so
 * finds the members of every object: arrays that are called `constructor` came as bytes.
 */
const fieldsAsRaw: Record<string, boolean> = Object.create(null)

/** How documents are read whose values are decoded: an int64 is a bigint, and bytes are the driver's own. */
export const DECODED = { useBigInt64: true, promoteBuffers: false, fieldsAsRaw } as const

/** How documents are read that are written back: every number keeps its type. */
export const EXACT = {
  useBigInt64: false,
  promoteValues: false,
  promoteBuffers: false,
  bsonRegExp: true,
  fieldsAsRaw,
} as const

/** One text for BSON values that are the same, type and all. */
export const identityOf = (value: unknown): string =>
  Buffer.from(driver().BSON.serialize({ value })).toString('latin1')
