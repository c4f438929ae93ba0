import type { Attribute } from '../../schema/attribute.ts'
import type { PreparedWrite } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import { checkClassFields, hydrateAll } from '../hydrate.ts'
import { keyCondition, readKey } from '../read/find-by-id.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Bindable, Binding } from '../scope.ts'
import type { Change } from './change.ts'
import { insertRows } from './insert.ts'
import type { RunHooks } from './life-cycle.ts'
import { withHooks } from './life-cycle.ts'
import { notAnObject, readRow } from './read-row.ts'
import { bindingOfRecord, keyValues, notFound, requireLoaded, requireSaved } from './saved-record.ts'
import { needsSettling } from './settle.ts'
import { addAutomatic, assignmentsKey, assignmentsOf, settleChanges } from './update.ts'
import { validateRecord } from './validate.ts'

function readById(binding: Binding, key: readonly unknown[]) {
  const { model } = binding
  const shape = compiled<FindShape>(model, 'i', () =>
    prepareFind(model, { where: keyCondition(model), fields: model.shape.fields, sort: [] }),
  )
  return { shape, rows: execute(binding, 'find', shape.prepared, key) }
}

/** The canonical values of a stored row, or null where it is not there. */
async function readStoredRow(binding: Binding, key: readonly unknown[]): Promise<unknown[] | null> {
  const { shape, rows } = readById(binding, key)
  const [row] = await rows
  if (row === undefined) return null
  return decodeRow(row, shape.prepared)
}

/** The same, of a row that has to be there. */
async function readAnew(binding: Binding, key: readonly unknown[]): Promise<unknown[]> {
  const row = await readStoredRow(binding, key)
  if (row === null) throw notFound(binding.model)
  return row
}

/** Loads what a record is made of that was made by its key: what `new Model(key)` does. */
export async function load(owner: Bindable, key: unknown): Promise<unknown[] | null> {
  const binding = bindingOf(owner)
  const values = readKey(binding.model, key)
  return values === undefined ? null : readStoredRow(binding, values)
}

/** Makes a record of values and stores it. */
export async function create(owner: Bindable, values: unknown): Promise<unknown> {
  const binding = bindingOf(owner)
  if (binding.model.needsRecord) return save(newRecord(owner, binding.model, values))
  const read = readRow(binding.model, values)
  const row = isPromise(read) ? await read : read
  const done = insertRows(binding, [row])
  if (isPromise(done)) await done
  return hydrateAll(owner, [row], binding.model.copyOut)[0]
}

/** A new record with these values, unknown ones too, so that `save` tells of all problems at once. */
function newRecord(owner: Bindable, model: ConnectedModel, values: unknown): RecordBase {
  if (!isPlainObject(values)) throw notAnObject(model.name)
  const record = new (cast<new () => RecordBase>(owner, 'a bound model is the class of its records'))()
  accessTo(record).give(values)
  return record
}

async function saveNew(record: RecordBase, binding: Binding): Promise<void> {
  const access = accessTo(record)
  const row = await readRow(binding.model, access.givenValues())
  await insertRows(binding, [row])
  access.adopt(binding.model, row)
}

function nextRow(row: unknown[], changes: ReadonlyMap<Attribute, Change>): unknown[] {
  const next = [...row]
  for (const [{ shape }, change] of changes) {
    if (shape !== undefined && change.op === 'set') next[shape.index] = change.value
  }
  return next
}

async function saveChanges(record: RecordBase, binding: Binding): Promise<void> {
  const { model } = binding
  const access = accessTo(record)
  const checked = access.changes(model)
  const changes = [...checked.keys()].some(needsSettling) ? await settleChanges(model, checked, []) : checked
  const row = access.canonicalRow(model)
  const parameters = keyValues(model, row)
  if (changes.size === 0) return
  const set = assignmentsOf(addAutomatic(model, changes), parameters)
  const prepared = compiled<PreparedWrite>(model, `s${assignmentsKey(set)}`, () =>
    model.store.prepare({ kind: 'update', model: model.shape, set, where: keyCondition(model) }),
  )
  if ((await execute(binding, 'update', prepared, parameters)) === 0) throw notFound(model)
  const computed = set.some(({ to }) => to.op !== 'set')
  access.adopt(model, computed ? await readAnew(binding, keyValues(model, row)) : nextRow(row, changes))
}

async function saveWithHooks(record: RecordBase, binding: Binding, run: RunHooks): Promise<void> {
  const { isNew } = record
  await run('beforeValidation')
  await validateRecord(record, binding)
  await run('afterValidation')
  await run('beforeSave')
  const event = { changed: record.changed }
  await run(isNew ? 'beforeCreate' : 'beforeUpdate', event)
  await (isNew ? saveNew(record, binding) : saveChanges(record, binding))
  await run(isNew ? 'afterCreate' : 'afterUpdate', event)
  await run('afterSave')
}

/** Stores a record: a new one whole, else what was changed, in one statement; with its hooks around it. */
export async function save(record: RecordBase): Promise<RecordBase> {
  await requireLoaded(record)
  const binding = bindingOfRecord(record)
  checkClassFields(record)
  if (binding.model.hasHooks) {
    await withHooks(record, binding, (inside, run) => saveWithHooks(record, inside, run))
  } else await (record.isNew ? saveNew(record, binding) : saveChanges(record, binding))
  return record
}

/** Reads a record anew, and drops what was changed. */
export async function reload(record: RecordBase): Promise<RecordBase> {
  await requireLoaded(record)
  const binding = bindingOfRecord(record)
  accessTo(record).adopt(binding.model, await readAnew(binding, requireSaved(record, binding)))
  return record
}
