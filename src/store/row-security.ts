import type { Claim, RowSecurityPlan } from '../access/row-rule.ts'

/** On whose behalf a statement runs, as the database is told it: JSON of an object of claims by name. */
export type Told = string

/** What trusted code tells. */
export const SYSTEM: Told = '{"system":true}'

/** By which roles of the database statements run. */
export interface DatabaseRoles {
  /** As which the application connects. */
  readonly application: string
  /** Which rules look at related records as; nobody connects as it. */
  readonly reader: string
}

/** SQL that makes rules, and SQL that takes them away, by statement. */
export interface RowSecuritySql {
  readonly up: readonly string[]
  readonly down: readonly string[]
}

/** How a session tells a claim. */
export interface ToldClaim {
  readonly name: string
  /** The values that are given, of all parameters by position. */
  tell(parameters: readonly unknown[]): readonly unknown[]
}

/** Rules that a database keeps by itself, whatever the statement: an optional part of a store. */
export interface RowSecurity {
  /** Whether statements tell the database on whose behalf they run. */
  readonly isOn: boolean
  claim(claim: Claim): ToldClaim
  write(plan: RowSecurityPlan, roles: DatabaseRoles): RowSecuritySql
  /** How the rules that the database holds differ from those of the plan, in words; nothing where they are alike. */
  compare(plan: RowSecurityPlan, roles: DatabaseRoles): Promise<readonly string[]>
}
