import type { Action } from '../../access/actions.ts'

/** Whether something may be done; without a record it may depend on which it is. */
export type Answer = 'yes' | 'no' | 'depends'

/** A role that may do something. */
export interface ExplainedRole {
  readonly role: string
  readonly held: Answer
  /** How it is held, in words. */
  readonly how: string
}

/** What has to hold beside the roles: `read`, `always.all`, `always.update`, `field price` and so on. */
export interface ExplainedRule {
  readonly rule: string
  readonly holds: Answer
  readonly how: string
}

/** Why something may be done or not. For developers and logs: it tells of rules, and of records that cannot be read. */
export interface Explanation {
  readonly model: string
  readonly action: Action
  readonly field?: string
  readonly answer: Answer
  /** What decided: a role that is held, a rule that forbids, or that no role is held. */
  readonly decidedBy: string
  readonly roles: readonly ExplainedRole[]
  readonly rules: readonly ExplainedRule[]
  /** All of it as lines of text. */
  toString(): string
}

/** Of what it is asked: of a stored record or its key, of a field; of any where nothing is said. */
export interface Asked<Key, Name> {
  readonly record?: Key | { readonly isNew: boolean }
  readonly field?: Name
}
