import type { Action } from '../../access/actions.ts'
import type { SessionAccess } from '../../access/session-access.ts'
import type { PrometheusError } from '../../errors/error.ts'
import type { FilterScope } from '../../query/filter-context.ts'
import type { Policy } from '../../query/policy.ts'
import { forbiddenRead } from '../../query/query-error.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { AskedChange, Guard, HandedOut } from '../guard.ts'
import type { Binding } from '../scope.ts'
import type { NewRow } from '../write/read-row.ts'
import { forbidden } from './denial.ts'
import type { FieldRules } from './field-rules.ts'
import { conditionalIn, readRulesOf } from './field-rules.ts'
import { mask } from './mask.ts'
import { mayAccept } from './may-accept.ts'
import { permitChange } from './permit-change.ts'
import { beginCreate, permitNew } from './permit-new.ts'

/**
 * What somebody may do, at work: made for a session, asked by every read and write in its name. It is loaded only where
 * a model says who may do what.
 */
export class SessionGuard implements Guard<Binding> {
  readonly access: SessionAccess
  readonly #rules = new Map<ConnectedModel['shape'], FieldRules | undefined>()

  constructor(access: SessionAccess) {
    this.access = access
  }

  /** On which records of a model an action is allowed. */
  policy({ name }: ConnectedModel, action: Action): Policy {
    return this.access.policy(name, action)
  }

  records(scope: FilterScope): Policy {
    return this.access.records(scope)
  }

  attribute(scope: FilterScope, name: string): Policy {
    return this.access.attribute(scope, name)
  }

  /** Refuses what would tell of a value that may not be read, or not of every record. */
  requireReadable(model: ConnectedModel, name: string): void {
    if (this.attribute(model, name) !== true) throw forbiddenRead(model.name, name)
  }

  /** What has to be read beside fields, to know in which records they may be read. */
  fieldsBeside(model: ConnectedModel, fields: readonly FieldShape[]): readonly FieldShape[] {
    const rules = this.rulesOf(model)
    for (const { name } of fields) if (rules?.never.has(name)) throw forbiddenRead(model.name, name)
    return rules !== undefined && conditionalIn(rules, fields) ? model.shape.fields : []
  }

  /** Which attributes of a model may not be read, or not of every record; undefined where all may. */
  rulesOf(model: ConnectedModel): FieldRules | undefined {
    if (!this.#rules.has(model.shape)) this.#rules.set(model.shape, readRulesOf(this.access, model))
    return this.#rules.get(model.shape)
  }

  /** Takes out of what was read what may not be. */
  mask(binding: Binding, handedOut: HandedOut): MaybePromise<object[]> {
    const rules = this.rulesOf(binding.model)
    return rules === undefined ? handedOut.items : mask(binding, rules, handedOut)
  }

  /** The values of a new record with what the session says of it; refuses those that may not be written. */
  beginCreate(binding: Binding, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return beginCreate(this.access, binding, values)
  }

  /** Refuses new rows that may not be created. */
  permitNew(binding: Binding, rows: readonly NewRow[]): Promise<void> {
    return permitNew(this.access, binding, rows)
  }

  /** What a stored record has to fit for a change of it; refuses what is never allowed. */
  permitChange(binding: Binding, change: AskedChange): Promise<readonly Policy[]> {
    return permitChange(this.access, binding, change)
  }

  /** Whether the session holds a role on a record as it would be, and no rule forbids that it gets it. */
  mayAccept(binding: Binding, role: string, row: Row): Promise<boolean> {
    return mayAccept(this.access, binding, role, row)
  }

  /** What is said where an action is not allowed on a record that may be read. */
  denial(model: ConnectedModel, action: Action): PrometheusError {
    return forbidden(model, action)
  }
}
