import { asksForNow } from './now.ts'

/** A filter as it is written: an object of conditions, all of which must hold. */
export type Filter = Readonly<Record<string, unknown>>

/** A role whose function decides record by record, of those that fit its filter. */
export interface AskedRole {
  readonly name: string
  /** Only records that fit are asked of; true, where nothing narrows them. */
  readonly where: Filter | true
  /** How many records may be read in one call to ask of them; any number where nothing is said. */
  readonly scan?: number
  /** Asks of one record: whatever is not `true` within two seconds is no, and is reported. */
  ask(record: unknown): Promise<boolean>
}

/** What is allowed on some records only. */
export interface Conditional {
  /** What a record has to fit; with `asked`, all that could be allowed fit it, and more. */
  readonly where: Filter
  /** Roles that a filter alone cannot decide, and what is allowed without them. */
  readonly asked?: { readonly sure: Policy; readonly roles: readonly AskedRole[] }
  /** Kept by {@link knownReading}. */
  known?: KnownReading
}

/** What the filter of a rule adds to a query: to the key of its shape, and to its parameters. */
export interface KnownReading {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Reads the filter of a rule, or gives what reading it gave before: unless it asks for the present, that is the same. */
export function knownReading(policy: Conditional, read: () => KnownReading): KnownReading {
  if (policy.known !== undefined) return policy.known
  const reading = read()
  if (!asksForNow(policy.where)) policy.known = reading
  return reading
}

/** What a rule comes to for one session: allowed on all records, on none, or on those that fit. */
export type Policy = boolean | Conditional
