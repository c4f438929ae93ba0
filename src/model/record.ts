import type { InspectOptions } from 'node:util'
import { inspect } from 'node:util'
import { PrometheusError } from '../errors/error.ts'
import { equalsOf } from '../query/compare.ts'
import { unknownField } from '../query/query-error.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { JsonForm } from '../schema/values/json-form.ts'
import { hashOf, Password } from '../schema/values/password.ts'
import { Refusal } from '../schema/values/refusal.ts'
import type { Decode, Row } from '../store/contract.ts'
import { cast } from '../support/cast.ts'
import { nameText } from '../support/name-text.ts'
import { isPlainObject } from '../support/plain-object.ts'
import { bindingOf } from './binding.ts'
import type { ConnectedModel } from './connected-model.ts'
import { decodeCell } from './decode-cell.ts'
import { refOfKey } from './nested/operations.ts'
import { initialize, isKey, loadRow, notUsable } from './new-record.ts'
import type { Pending } from './pending.ts'
import { checkedChanges, copyOf, givenOf, keepVirtual } from './pending.ts'
import type { RecordAccess } from './record-access.ts'
import { recordJson, shownValues } from './record-json.ts'
import type { Bindable, Binding } from './scope.ts'
import { BINDING } from './scope.ts'
import { closedError } from './transaction-scope.ts'
import { readChange } from './write/change.ts'

/** Said to the constructor by those who have a row from the store. */
export const HYDRATE: unique symbol = Symbol('prometheus-odm.hydrate')

type Decoders = readonly (Decode | undefined)[]

let openRecord: (record: RecordBase) => RecordAccess

/** The inner side of a record, for its writes. */
export const accessTo = (record: RecordBase): RecordAccess => openRecord(record)

let isRelatedSet: (record: RecordBase) => boolean

/** Whether relations of a record were given what is not stored yet. */
export const hasRelated = (record: RecordBase): boolean => isRelatedSet(record)

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
  /** What relations were given and is not stored yet, as it came in. */
  #related: Map<string, unknown> | undefined
  /** Of a record that was made by its key: the record when it is loaded, or null where there is none. */
  #load: Promise<this | null> | undefined
  #state: 'there' | 'loading' | 'missing' = 'there'
  /** Frozen values that were decoded already, by position. */
  #decoded: unknown[] | undefined
  /** Attributes that the caller may not read. */
  #hidden: ReadonlySet<string> | undefined
  /** The attributes that the caller had set when the save began, before any hook. */
  #given: readonly string[] | undefined

  static {
    readStoredColumn = (record, index, name) => record.#readStored(index, name)
    readOtherAttribute = (record, name) => record.#readOther(name)
    openRecord = (record) => record.#access()
    isRelatedSet = (record) => record.#related !== undefined && record.#related.size > 0
  }

  constructor(values?: unknown, row?: Row, decode?: Decoders) {
    if (values === HYDRATE) {
      this.#row = row
      this.#decode = decode ?? []
    } else {
      const { model, scope } = bindingOf(this.constructor as Bindable)
      if (scope.tx?.closed) throw closedError()
      const isLoaded = isKey(model, values)
      if (isLoaded) this.#startLoading(values)
      else if (values !== undefined) this.set(values)
      if (!isLoaded) initialize(this, model)
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

  /** The relations that were given something to create, connect and so on, which `save` will do. */
  get changedRelations(): readonly string[] {
    return this.#related === undefined ? [] : [...this.#related.keys()]
  }

  /** The value of an attribute. */
  get(name: string): unknown {
    const attribute = this.#attribute(name)
    return attribute.shape === undefined
      ? this.#readOther(name)
      : this.#readStored(attribute.shape.index, name)
  }

  /** Sets attributes, and gives relations what to do; `save` checks and stores it. What is undefined is not set. */
  set(values: unknown): this {
    if (!isPlainObject(values))
      throw new PrometheusError('MISUSE', 'set takes an object of values by attribute.')
    const model = this.#model()
    for (const name of Object.keys(values)) {
      if (values[name] === undefined) continue
      const attribute = model.attributes.get(name)
      if (attribute !== undefined) this.#setAttribute(attribute, values)
      else if (model.relations.has(name)) this.#setRelation(name, values)
      else throw unknownField(model.name, name, [...model.attributes.keys(), ...model.relations.keys()])
    }
    return this
  }

  /** The JSON forms of the attributes that are not hidden. */
  toJSON(): Record<string, JsonForm> {
    return recordJson(this, this.#model(), this.#hidden)
  }

  /** What `console.log` shows: the model's name and the attributes that are in the JSON. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `${this.constructor.name} ${inspect(shownValues(this, this.#model(), this.#hidden), options)}`
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
    if (attribute === undefined) throw unknownField(model.name, nameText(name), model.attributes.keys())
    return attribute
  }

  #startLoading(key: unknown): void {
    const binding = bindingOf(this.constructor as Bindable)
    const { model } = binding
    this.#state = 'loading'
    this.#load = loadRow(this.constructor, key).then(async (row) => {
      if (row !== null) {
        this.#adopt(model, row)
        await binding.scope.guard?.mask(binding, { items: [this] })
      }
      this.#state = row === null ? 'missing' : 'there'
      if (row === null) return null
      initialize(this, model)
      return this
    })
    this.#load.catch(() => undefined)
  }

  #checkReady(): void {
    if (this.#state === 'there') return
    throw notUsable(this.#model().name, this.#state)
  }

  #readStored(index: number, name: string): unknown {
    if (this.#state !== 'there') this.#checkReady()
    const pending = this.#pending?.get(name)
    if (pending !== undefined && pending.op !== 'increment' && pending.op !== 'copy')
      return this.#readPending(name, pending)
    if (this.#hidden?.has(name)) return undefined
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
    if (this.#hidden?.has(name)) return undefined
    const { computed } = this.#attribute(name).definition.options
    if (computed !== undefined) return computed(cast<never>(this, 'computed fields say what they read'))
    const pending = this.#pending?.get(name)
    return pending !== undefined && 'value' in pending ? this.#readPending(name, pending) : null
  }

  #give(values: Readonly<Record<string, unknown>>): void {
    const { attributes, relations } = this.#model()
    for (const name of Object.keys(values)) {
      const attribute = attributes.get(name)
      if (attribute === undefined && !relations.has(name))
        this.#refuse(name, values[name], new Refusal('unknown', 'is unknown'))
      else if (values[name] === undefined) continue
      else if (attribute === undefined) this.#setRelation(name, values)
      else this.#setAttribute(attribute, values)
    }
  }

  /** What is said last of a ref holds, be it its key or what its relation is given; of both at once, `save` tells. */
  #setRelation(name: string, values: Readonly<Record<string, unknown>>): void {
    this.#checkReady()
    const [key, given] = [`${name}Id`, values[name]]
    if (values[key] === undefined && refOfKey(this.#model(), key) !== undefined) this.#pending?.delete(key)
    this.#related ??= new Map()
    if (isPlainObject(given) && Object.keys(given).length === 0) this.#related.delete(name)
    else this.#related.set(name, given)
  }

  #setAttribute(attribute: Attribute, values: Readonly<Record<string, unknown>>): void {
    const ref = this.#related && refOfKey(this.#model(), attribute.name)
    if (ref !== undefined && values[ref] === undefined) this.#related?.delete(ref)
    this.#setOne(attribute, values[attribute.name])
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
  #isStored({ shape, definition, name }: Attribute, value: unknown): boolean {
    if (this.#row === undefined || shape === undefined || definition.kind === 'password') return false
    // Whoever may not read a value does not learn either whether it is this one.
    if (this.#hidden?.has(name)) return false
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
      related: () => this.#related ?? new Map(),
      forgetRelated: (name) => (name === undefined ? this.#related?.clear() : this.#related?.delete(name)),
      changes: (model) => checkedChanges(model, this.#pending),
      snapshot: () => this.#snapshot(),
      adopt: (model, row) => this.#adopt(model, row),
      hide: (names) => {
        this.#hidden = names
      },
      begin: () => {
        this.#given = [...this.changed, ...this.changedRelations.map((name) => `${name}Id`)]
      },
      given: () => this.#given ?? this.changed,
    }
  }

  #snapshot(): () => void {
    const [row, decode] = [this.#row, this.#decode]
    const [pending, related] = [copyOf(this.#pending), copyOf(this.#related)]
    return () => {
      this.#row = row
      this.#decode = decode
      this.#decoded = undefined
      this.#pending = pending
      this.#related = related
    }
  }

  #adopt(model: ConnectedModel, row: readonly unknown[]): void {
    this.#row = row
    this.#decode = model.copyOut
    this.#decoded = undefined
    this.#pending = keepVirtual(model, this.#pending)
  }
}
