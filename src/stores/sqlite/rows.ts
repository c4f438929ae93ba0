import { cast } from '../../support/cast.ts'
import type { Database } from './driver.ts'

/** The rows of a statement, as objects. */
export const rows = <T>(database: Database, text: string, ...values: readonly unknown[]): readonly T[] =>
  cast<readonly T[]>(database.prepare(text).all(...values), 'the statement names the columns of T')
