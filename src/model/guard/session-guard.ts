import type { Action } from '../../access/actions.ts'
import type { SessionAccess } from '../../access/session-access.ts'
import { whenAnswered, whenAsked } from '../../access/suspension.ts'
import type { PrometheusError } from '../../errors/error.ts'
import type { FilterScope } from '../../query/filter-context.ts'
import type { Policy } from '../../query/policy.ts'
import { forbiddenRead } from '../../query/query-error.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Row, Store, Told } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { AskedChange, Guard, HandedOut } from '../guard.ts'
import type { ReadArguments } from '../read/arguments.ts'
import type { FindShape } from '../read/find-shape.ts'
import type { KeysetRequest, KeysetRows } from '../read/place.ts'
import type { Bindable, Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import type { NewRow } from '../write/read-row.ts'
import { readAnew } from '../write/stored-row.ts'
import { admit, admittedFind, admittedRows, isAsked, supersetOf } from './admitted.ts'
import { decide } from './decide.ts'
import { forbidden } from './denial.ts'
import type { FieldRules } from './field-rules.ts'
import { conditionalIn, readRulesOf } from './field-rules.ts'
import { mask } from './mask.ts'
import { mayAccept } from './may-accept.ts'
import { permitChange } from './permit-change.ts'
import { permitAlong, permitDestroy } from './permit-destroy.ts'
import { beginCreate, permitNew } from './permit-new.ts'
import type { ClaimsByStore } from './row-claims.ts'

/**
 * What somebody may do, at work: made for a session, asked by every read and write in its name. It is loaded only where
 * a model says who may do what.
 */
export class SessionGuard implements Guard<Binding> {
  readonly access: SessionAccess
  /** Whether it lets by all records that could be read, so that each has to be asked of then. */
  readonly #isWide: boolean
  readonly #claims: ClaimsByStore
  #told: Map<Store, Told> | undefined
  #reads: Map<ConnectedModel['shape'], Policy> | undefined
  #rules: Map<ConnectedModel['shape'], FieldRules | undefined> | undefined

  constructor(access: SessionAccess, claims: ClaimsByStore, isWide = false) {
    this.access = access
    this.#claims = claims
    this.#isWide = isWide
  }

  /** On which records of a model an action is allowed. */
  policy(model: ConnectedModel, action: Action): Policy {
    const policy = action === 'read' ? this.#readPolicy(model) : this.access.policy(model.name, action)
    return this.#isWide ? supersetOf(policy) : policy
  }

  /** Every read asks for it, so it is kept by the model itself. */
  #readPolicy({ shape, name }: ConnectedModel): Policy {
    this.#reads ??= new Map()
    const known = this.#reads.get(shape)
    if (known !== undefined) return known
    const policy = this.access.policy(name, 'read')
    this.#reads.set(shape, policy)
    return policy
  }

  records(scope: FilterScope): Policy {
    return this.access.records(scope)
  }

  attribute(scope: FilterScope, name: string): Policy {
    return this.access.attribute(scope, name)
  }

  /** Whether functions decide record by record which records of a model may be read. */
  asks(model: ConnectedModel): boolean {
    return isAsked(this.policy(model, 'read'))
  }

  /** The same binding, whose queries find all that could be read. */
  superset<B extends Binding>(binding: B): B {
    const { scope } = binding
    return { ...binding, scope: { ...scope, guard: new SessionGuard(this.access, this.#claims, true) } }
  }

  /** Of rows that were found so, those that may be read. */
  admit(binding: Binding, shape: FindShape, rows: readonly Row[]): Promise<readonly Row[]> {
    return admit(binding, shape, rows)
  }

  /** Reads until as many rows as are asked for may be read. */
  admittedRows(binding: Binding, request: KeysetRequest): Promise<KeysetRows> {
    return admittedRows(binding, request)
  }

  /** All records that match and may be read. */
  admittedFind(owner: Bindable, binding: Binding, args: ReadArguments, most?: number): Promise<object[]> {
    return admittedFind(owner, binding, args, most)
  }

  /** Asks functions of roles whether a stored record may be changed; gives what filters have to say of it. */
  decide(
    binding: Binding,
    row: Row,
    policies: readonly Policy[],
    action: Action,
  ): Promise<readonly Policy[]> {
    return decide(binding, row, policies, action)
  }

  /** Whether functions are asked before records of a model are changed. */
  asksToWrite(model: ConnectedModel): boolean {
    return (['update', 'destroy', 'transfer'] as const).some((action) => isAsked(this.policy(model, action)))
  }

  /** Refuses what would tell of a value that may not be read, or not of every record. */
  requireReadable(model: ConnectedModel, name: string): void {
    const rules = this.rulesOf(model)
    if (rules?.never.has(name) || rules?.sometimes.has(name)) throw forbiddenRead(model.name, name)
  }

  /** What has to be read beside fields, to know in which records they may be read. */
  fieldsBeside(model: ConnectedModel, fields: readonly FieldShape[]): readonly FieldShape[] {
    const rules = this.rulesOf(model)
    if (rules === undefined) return []
    for (const { name } of fields) if (rules.never.has(name)) throw forbiddenRead(model.name, name)
    return conditionalIn(rules, fields) ? model.shape.fields : []
  }

  /** Which attributes of a model may not be read, or not of every record; undefined where all may. */
  rulesOf(model: ConnectedModel): FieldRules | undefined {
    this.#rules ??= new Map()
    const { shape } = model
    if (!this.#rules.has(shape)) this.#rules.set(shape, readRulesOf(this.access, model))
    return this.#rules.get(shape)
  }

  /** Takes out of what was read what may not be. It waits by itself: what was written before is not to be written again. */
  mask(binding: Binding, handedOut: HandedOut): MaybePromise<object[]> {
    return whenAnswered(() => {
      const rules = this.rulesOf(binding.model)
      return rules === undefined ? handedOut.items : mask(binding, rules, handedOut)
    })
  }

  /** The values of a new record with what the session says of it; refuses those that may not be written. */
  beginCreate(binding: Binding, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return beginCreate(this.access, binding, values)
  }

  /** Refuses new rows that may not be created. It and its kin wait by themselves, so that hooks before them run once. */
  permitNew(binding: Binding, rows: readonly NewRow[]): Promise<void> {
    return whenAsked(() => permitNew(this.access, binding, rows))
  }

  /** What a stored record has to fit for a change of it; refuses what is never allowed. */
  permitChange(binding: Binding, change: AskedChange): Promise<readonly Policy[]> {
    return whenAsked(() => permitChange(this.access, binding, change))
  }

  /** Whether the session holds a role on a record as it would be, and no rule forbids that it gets it. */
  mayAccept(binding: Binding, role: string, row: Row): Promise<boolean> {
    return whenAsked(() => mayAccept(this.access, binding, role, row))
  }

  /** Refuses that what stored rows take along goes, unless this session may destroy all of it. */
  permitAlong(binding: Binding, rows: readonly Row[], permanent: boolean): Promise<void> {
    return permitAlong(binding, { access: this.access, rows, permanent, asked: new Set() })
  }

  /** The same, of the stored record of a key and what it takes along. */
  async permitDestroy(binding: Binding, key: readonly unknown[], permanent: boolean): Promise<void> {
    const rows = [await readAnew(trusted(binding), key, 'update')]
    return permitDestroy(binding, { access: this.access, rows, permanent, asked: new Set() })
  }

  /** What the database of a store is told of the session; worked out once. */
  told(store: Store): Told {
    this.#told ??= new Map()
    const known = this.#told.get(store) ?? this.#claims.get(store)?.(this.access.session) ?? '{}'
    this.#told.set(store, known)
    return known
  }

  /** What is said where an action is not allowed on a record that may be read. */
  denial(model: ConnectedModel, action: Action): PrometheusError {
    return forbidden(model, action)
  }
}
