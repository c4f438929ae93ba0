import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import { cast } from '../../support/cast.ts'

/** A piece of SQL under construction. */
export type Sql = RawBuilder<unknown>

/** Turns a field's value into what the driver binds. */
export type Encode = (value: unknown) => unknown

/** Where a bound value comes from: the position of a parameter of the plan, and how it is encoded. */
export interface Argument {
  readonly position: number
  readonly encode: Encode | undefined
}

/** SQL text and, for each of its markers in order, the parameter that goes there. */
export interface Statement {
  readonly text: string
  readonly args: readonly Argument[]
}

/** A marker for a parameter of the plan. */
export const param = (position: number, encode?: Encode): Sql =>
  sql`${sql.val<Argument>({ position, encode })}`

/** Lets null through an encoder, where a parameter may be null. */
export const orNull = (encode: Encode | undefined): Encode | undefined =>
  encode && ((value) => (value === null ? null : encode(value)))

/** The texts joined, or `empty` where there are none. */
export const joined = (parts: readonly Sql[], separator: Sql = sql`, `): Sql =>
  sql`${sql.join(parts, separator)}`

/** The SQL as text with its parameters, by Kysely's compiler of the database. */
export function compile(kysely: Kysely<unknown>, text: Sql): Statement {
  const compiled = text.compile(kysely)
  return {
    text: compiled.sql,
    args: cast<readonly Argument[]>(compiled.parameters, 'every marker is made by param'),
  }
}
