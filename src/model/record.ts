import type { InspectOptions } from 'node:util'
import { inspect } from 'node:util'
import { PrometheusError, ValidationError } from '../errors/error.ts'
import { equalsOf } from '../query/compare.ts'
import { unknownField } from '../query/query-error.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { FieldDefinition } from '../schema/definition.ts'
import type { JsonForm } from '../schema/values/json-form.ts'
import { toJsonForm } from '../schema/values/json-form.ts'
import { hashOf, Password } from '../schema/values/password.ts'
import { Refusal } from '../schema/values/refusal.ts'
import type { Decode, Row } from '../store/contract.ts'
import { cast } from '../support/cast.ts'
import { isPromise } from '../support/maybe-promise.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { Bindable } from './binding.ts'
import { BINDING, bindingOf } from './binding.ts'
import type { ConnectedModel } from './connected-model.ts'
import type { Binding } from './scope.ts'
import type { Change } from './write/change.ts'
import { problemOf, readChange } from './write/change.ts'

/** Said to the constructor by those who have a row from the store. */
const HYDRATE = Symbol('prometheus-odm.hydrate')

type Decoders = readonly (Decode | undefined)[]

/** What an attribute was set to: a checked change, or the value that was refused, which `save` will report. */
type Pending = Change | { readonly op: 'refused'; readonly value: unknown; readonly refusal: Refusal }

/** What the writes of a record need of it. */
export interface RecordAccess {
  /** The canonical values of the stored row, by position. */
  canonicalRow(model: ConnectedModel): unknown[]
  /** The values that were given to a new record, as `create` takes them. */
  givenValues(): Record<string, unknown>
  /** Sets values as `set` does; unknown names are kept too, for `save` to refuse. */
  give(values: Readonly<Record<string, unknown>>): void
  /** Checked changes by attribute; throws what was refused. */
  changes(model: ConnectedModel): Map<Attribute, Change>
  /** The record as it is; calling the result makes it so again. */
  snapshot(): () => void
  /** Takes over a row of canonical values as the stored one; nothing is changed any more. */
  adopt(model: ConnectedModel, row: readonly unknown[]): void
}

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
      if (values !== undefined) this.set(values)
      if (model.definition.hooks.afterInitialize !== undefined) initialize(this, model)
    }
  }

  /** Whether the record is not saved yet. */
  get isNew(): boolean {
    return this.#row === undefined
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
    const json: Record<string, JsonForm> = {}
    for (const { name, definition, shape } of this.#model().attributeList) {
      if (!isShown(definition)) continue
      const value = this.get(name)
      json[name] =
        shape === undefined
          ? cast<JsonForm>(value ?? null, 'JSON.stringify sees to it')
          : (toJsonForm(shape, value) ?? null)
    }
    return json
  }

  /** What `console.log` shows: the model's name and the attributes that are in the JSON. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `${this.constructor.name} ${inspect(this.#shown(), options)}`
  }

  #shown(): Record<string, unknown> {
    const { attributeList } = this.#model()
    const shown = attributeList.filter(({ definition }) => isShown(definition))
    return Object.fromEntries(shown.map(({ name }) => [name, this.get(name)]))
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

  #readStored(index: number, name: string): unknown {
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
    const raw = this.#row?.[index] ?? null
    if (raw === null) return null
    const value = this.#decode[index]?.(cast<never>(raw, 'a value of this column')) ?? raw
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

const isShown = ({ kind, options }: FieldDefinition): boolean =>
  options.hidden !== true && kind !== 'password'

/** What a pending change gives to `create`: expressions make no sense there and are refused as values. */
function givenOf(pending: Pending): unknown {
  if (pending.op === 'increment') return { $inc: pending.by }
  return pending.op === 'copy' ? { $field: pending.from.name } : pending.value
}

function keepVirtual(
  model: ConnectedModel,
  pending: Map<string, Pending> | undefined,
): Map<string, Pending> | undefined {
  const kept = [...(pending ?? [])].filter(([name]) => model.attributes.get(name)?.shape === undefined)
  return kept.length === 0 ? undefined : new Map(kept)
}

/** Runs the hooks of a record that was just made; they cannot wait, since a constructor cannot. */
function initialize(record: RecordBase, { name, definition }: ConnectedModel): void {
  for (const hook of definition.hooks.afterInitialize ?? []) {
    if (isPromise(hook.call(record))) {
      throw new PrometheusError('MISUSE', `${name}: the hook afterInitialize cannot be async.`, {
        model: name,
      })
    }
  }
}

type RecordClass = new (token: typeof HYDRATE, row: Row, decode: Decoders) => RecordBase

const checkedClasses = new WeakSet<object>()

/** Refuses a class that redeclares attributes as class fields, which would hide the record's values. */
export function checkClassFields(record: RecordBase): void {
  const Class = record.constructor
  if (checkedClasses.has(Class)) return
  const { model } = bindingOf(Class as Bindable)
  const shadow = Object.keys(record).find((name) => model.attributes.has(name))
  if (shadow !== undefined) {
    const message = `${model.name}.${shadow} is redeclared as a class field, which hides its value: remove the field, or write \`declare ${shadow}\`.`
    throw new PrometheusError('MISUSE', message, { model: model.name, field: shadow })
  }
  checkedClasses.add(Class)
}

/** Makes records of full rows. */
export function hydrateAll(owner: Bindable, rows: readonly Row[], decode: Decoders): RecordBase[] {
  const Class = cast<RecordClass>(owner, 'a bound model is the class of its records')
  const records = new Array<RecordBase>(rows.length)
  for (let i = 0; i < rows.length; i++) records[i] = new Class(HYDRATE, rows[i] as Row, decode)
  if (records[0] !== undefined) checkClassFields(records[0])
  const { model } = bindingOf(owner)
  if (model.definition.hooks.afterInitialize !== undefined)
    for (const record of records) initialize(record, model)
  return records
}
