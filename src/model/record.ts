import type { InspectOptions } from 'node:util'
import { inspect } from 'node:util'
import { PrometheusError, ValidationError } from '../errors/error.ts'
import { equalsOf } from '../query/compare.ts'
import { unknownField } from '../query/query-error.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { JsonForm } from '../schema/values/json-form.ts'
import { hashOf, Password } from '../schema/values/password.ts'
import { Refusal } from '../schema/values/refusal.ts'
import type { Decode, Row } from '../store/contract.ts'
import { cast } from '../support/cast.ts'
import { isPlainObject } from '../support/plain-object.ts'
import { bindingOf } from './binding.ts'
import type { ConnectedModel } from './connected-model.ts'
import { decodeCell } from './decode-cell.ts'
import { initialize, isKey, loadRow } from './new-record.ts'
import type { Pending } from './pending.ts'
import { givenOf, keepVirtual } from './pending.ts'
import type { RecordAccess } from './record-access.ts'
import { recordJson, shownValues } from './record-json.ts'
import type { Bindable, Binding } from './scope.ts'
import { BINDING } from './scope.ts'
import type { Change } from './write/change.ts'
import { problemOf, readChange } from './write/change.ts'

/** Said to the constructor by those who have a row from the store. */
export const HYDRATE: unique symbol = Symbol('prometheus-odm.hydrate')

type Decoders = readonly (Decode | undefined)[]

let openRecord: (record: RecordBase) => RecordAccess

/** The inner side of a record, for its writes. */
export const accessTo = (record: RecordBase): RecordAccess => openRecord(record)

let readStoredColumn: (record: RecordBase, index: number, name: string) => unknown
let readOtherAttribute: (record: RecordBase, name: string) => unknown

/** Reads a stored attribute: what accessors do. */
export const readStored = (record: RecordBase, index: number, name: string): unknown =>
  readStoredColumn(record, index, name)

/** Reads a virtual or computed attribute. */
export const readOther = (record: RecordBase, name: string): unknown => readOtherAttribute(record, name)

/** What every record is: a stored row that is decoded as it is read, and what was changed since. */
export class RecordBase {
  #row: Row | undefined
  #decode: Decoders = []
  #pending: Map<string, Pending> | undefined
  /** Of a record that was made by its key: the record when it is loaded, or null where there is none. */
  #load: Promise<this | null> | undefined
  #state: 'there' | 'loading' | 'missing' = 'there'
  /** Frozen values that were decoded already, by position. */
  #decoded: unknown[] | undefined

  static {
    readStoredColumn = (record, index, name) => record.#readStored(index, name)
    readOtherAttribute = (record, name) => record.#readOther(name)
    openRecord = (record) => record.#access()
  }

  constructor(values?: unknown, row?: Row, decode?: Decoders) {
    if (values === HYDRATE) {
      this.#row = row
      this.#decode = decode ?? []
    } else {
      const { model } = bindingOf(this.constructor as Bindable)
      if (isKey(model, values)) this.#startLoading(values)
      else if (values !== undefined) this.set(values)
      if (model.definition.hooks.afterInitialize !== undefined) initialize(this, model)
    }
  }

  /** Whether the record is not saved yet. */
  get isNew(): boolean {
    return this.#row === undefined && this.#load === undefined
  }

  /**
   * The record when it can be used, or null where there is none: at once, but for one that was made by its key and
   * is loading. Nobody has to wait for it: `save` and `destroy` do so by themselves, and throw its error.
   */
  get ready(): Promise<this | null> {
    return this.#load ?? Promise.resolve(this)
  }

  /** The attributes that were changed since the record was loaded or saved. */
  get changed(): readonly string[] {
    return this.#pending === undefined ? [] : [...this.#pending.keys()]
  }

  /** The value of an attribute. */
  get(name: string): unknown {
    const attribute = this.#attribute(name)
    return attribute.shape === undefined
      ? this.#readOther(name)
      : this.#readStored(attribute.shape.index, name)
  }

  /** Sets attributes; `save` checks and stores them. A value that is undefined is not set. */
  set(values: unknown): this {
    if (!isPlainObject(values))
      throw new PrometheusError('MISUSE', 'set takes an object of values by attribute.')
    for (const name of Object.keys(values)) {
      if (values[name] !== undefined) this.#setOne(this.#attribute(name), values[name])
    }
    return this
  }

  /** The JSON forms of the attributes that are not hidden. */
  toJSON(): Record<string, JsonForm> {
    return recordJson(this, this.#model())
  }

  /** What `console.log` shows: the model's name and the attributes that are in the JSON. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `${this.constructor.name} ${inspect(shownValues(this, this.#model()), options)}`
  }

  #model(): ConnectedModel {
    return (
      (this.constructor as { [BINDING]?: Binding })[BINDING]?.model ??
      bindingOf(this.constructor as Bindable).model
    )
  }

  #attribute(name: string): Attribute {
    const model = this.#model()
    const attribute = model.attributes.get(name)
    if (attribute === undefined) throw unknownField(model.name, name, model.attributes.keys())
    return attribute
  }

  #startLoading(key: unknown): void {
    const { model } = bindingOf(this.constructor as Bindable)
    this.#state = 'loading'
    this.#load = loadRow(this.constructor, key).then((row) => {
      this.#state = row === null ? 'missing' : 'there'
      if (row !== null) this.#adopt(model, row)
      return row === null ? null : this
    })
    this.#load.catch(() => undefined)
  }

  #checkReady(): void {
    if (this.#state === 'there') return
    const { name } = this.#model()
    if (this.#state === 'missing')
      throw new PrometheusError('NOT_FOUND', `${name}: there is no such record.`, { model: name })
    throw new PrometheusError(
      'NOT_READY',
      `${name}: the record is still loading; await record.ready first.`,
      { model: name },
    )
  }

  #readStored(index: number, name: string): unknown {
    if (this.#state !== 'there') this.#checkReady()
    const pending = this.#pending?.get(name)
    if (pending !== undefined && pending.op !== 'increment' && pending.op !== 'copy')
      return this.#readPending(name, pending)
    const raw = this.#row?.[index]
    if (raw === null || raw === undefined) return null
    const decode = this.#decode[index]
    return decode === undefined ? raw : this.#decodeOnce(index, decode, raw)
  }

  #decodeOnce(index: number, decode: Decode, raw: unknown): unknown {
    const known = this.#decoded?.[index]
    if (known !== undefined) return known
    const value = decode(cast<never>(raw, 'a value of this column'))
    if (typeof value === 'object' && Object.isFrozen(value)) {
      this.#decoded ??= []
      this.#decoded[index] = value
    }
    return value
  }

  #readPending(name: string, pending: Pending & { readonly value: unknown }): unknown {
    if (pending.op === 'refused' || pending.value === null) return pending.value
    const copyOut = this.#attribute(name).copyOut
    return copyOut === undefined ? pending.value : copyOut(pending.value)
  }

  #readOther(name: string): unknown {
    const { computed } = this.#attribute(name).definition.options
    if (computed !== undefined) return computed(cast<never>(this, 'computed fields say what they read'))
    const pending = this.#pending?.get(name)
    return pending !== undefined && 'value' in pending ? this.#readPending(name, pending) : null
  }

  #give(values: Readonly<Record<string, unknown>>): void {
    const { attributes } = this.#model()
    for (const [name, value] of Object.entries(values)) {
      const attribute = attributes.get(name)
      if (attribute !== undefined && value !== undefined) this.#setOne(attribute, value)
      else if (attribute === undefined) this.#refuse(name, value, new Refusal('unknown', 'is unknown'))
    }
  }

  #refuse(name: string, value: unknown, refusal: Refusal): void {
    this.#pending ??= new Map()
    this.#pending.set(name, { op: 'refused', value, refusal })
  }

  #setOne(attribute: Attribute, value: unknown): void {
    this.#checkReady()
    const { name, shape } = attribute
    this.#pending ??= new Map()
    const model = this.#model()
    const isFixed = attribute.readonly && !this.isNew
    const change = isFixed ? new Refusal('readonly', 'is readonly') : readChange(model, attribute, value)
    if (change instanceof Refusal) this.#refuse(name, value, change)
    else if (shape !== undefined && change.op === 'set' && this.#isStored(attribute, change.value))
      this.#pending.delete(name)
    else this.#pending.set(name, change)
  }

  /** Whether the stored row holds this value already. */
  #isStored({ shape, definition }: Attribute, value: unknown): boolean {
    if (this.#row === undefined || shape === undefined || definition.kind === 'password') return false
    const old = this.#canonical(shape.index)
    if (old === null || value === null) return old === value
    return equalsOf(shape)(old, value)
  }

  #canonical(index: number): unknown {
    const value = decodeCell(this.#decode[index], this.#row?.[index] ?? null)
    return value instanceof Password ? hashOf(value) : value
  }

  #access(): RecordAccess {
    return {
      canonicalRow: (model) => model.shape.fields.map((field) => this.#canonical(field.index)),
      givenValues: () =>
        Object.fromEntries([...(this.#pending ?? [])].map(([name, pending]) => [name, givenOf(pending)])),
      give: (values) => this.#give(values),
      changes: (model) => this.#checkedChanges(model),
      snapshot: () => this.#snapshot(),
      adopt: (model, row) => this.#adopt(model, row),
    }
  }

  #checkedChanges(model: ConnectedModel): Map<Attribute, Change> {
    const changes = new Map<Attribute, Change>()
    const problems = [...(this.#pending ?? [])].flatMap(([name, pending]) => {
      if (pending.op === 'refused') return [problemOf(name, pending.refusal)]
      changes.set(this.#attribute(name), pending)
      return []
    })
    if (problems.length > 0) throw new ValidationError(model.name, problems)
    return changes
  }

  #snapshot(): () => void {
    const [row, decode, pending] = [this.#row, this.#decode, this.#pending && new Map(this.#pending)]
    return () => {
      this.#row = row
      this.#decode = decode
      this.#decoded = undefined
      this.#pending = pending
    }
  }

  #adopt(model: ConnectedModel, row: readonly unknown[]): void {
    this.#row = row
    this.#decode = model.copyOut
    this.#decoded = undefined
    this.#pending = keepVirtual(model, this.#pending)
  }
}
