import type { Condition } from '../query/condition.ts'
import type { FieldShape, ModelShape } from '../schema/shape.ts'

/** Stands among the parameters of a condition for a value that the session gives. */
export const GIVEN: unique symbol = Symbol('prometheus-odm.given')

/** Conditions by whose parameters a session tells what it holds; what it does not hold, it does not tell. */
export interface Claim {
  readonly name: string
  readonly condition: Condition
  /** By position; {@link GIVEN} where the session gives the value. */
  readonly parameters: readonly unknown[]
}

/** How a role is held: on records that fit, by sessions that tell what it needs. */
export interface Holding {
  /** What the session has to say of itself, such as that somebody is signed in. */
  readonly flags: readonly string[]
  /** From which the values come that are {@link GIVEN}. */
  readonly claim?: Claim
  readonly condition: Condition
  readonly parameters: readonly unknown[]
}

/** Records on which any role of the first list is held, and every rule of the second. */
export interface RowRule {
  readonly any: readonly Holding[]
  readonly all: readonly Holding[]
}

/** A field that says whose new records are: by the values that sessions claim for it. */
export interface Ownership {
  readonly field: FieldShape
  readonly claims: readonly Claim[]
}

/** Who may do what with the records of one model. All rules of a list must hold. */
export interface RowRules {
  readonly model: ModelShape
  /** Absent where the model is for trusted code only. */
  readonly may?: {
    readonly read: readonly RowRule[]
    readonly create: readonly RowRule[]
    readonly update: readonly RowRule[]
    readonly destroy: readonly RowRule[]
    readonly transfer: readonly RowRule[]
    /** Who may take what is offered; absent where nothing is. */
    readonly accept?: readonly RowRule[]
  }
  /** Whose new records may be, but for sessions with any of the flags: these create for others. */
  readonly ownerships: readonly Ownership[]
  readonly createsForOthers: readonly string[]
  /** Fields that no update changes, and of these the ones that a transfer does. */
  readonly kept: readonly FieldShape[]
  readonly handed: readonly FieldShape[]
}

/** All that the database has to know, and what rules of single fields ask of related records. */
export interface RowSecurityPlan {
  readonly models: readonly RowRules[]
  /** Conditions of roles, whoever uses them: their related records are looked at past the rules. */
  readonly roles: readonly Condition[]
}
