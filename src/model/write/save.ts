import { isPromise } from '../../support/maybe-promise.ts'
import { bindingOf } from '../binding.ts'
import { checkClassFields } from '../hydrate.ts'
import { namesRelation } from '../nested/operations.ts'
import type { Owner, SaveRecord } from '../nested/store-refs.ts'
import { loadRelatedWrites } from '../nested/together.ts'
import { validateAll } from '../nested/validate.ts'
import { recordOf } from '../read/items.ts'
import type { RecordBase } from '../record.ts'
import { accessTo, hasRelated } from '../record.ts'
import type { Bindable, Binding } from '../scope.ts'
import { adoptStored } from './adopt-stored.ts'
import { requireToWriteAlong } from './apart.ts'
import { begunCreate } from './begin-create.ts'
import { saveChanges } from './change-record.ts'
import { newRecord } from './given-record.ts'
import { insertPermitted } from './insert.ts'
import type { RunHooks } from './life-cycle.ts'
import { asksBefore, withHooks } from './life-cycle.ts'
import type { NewRow } from './read-row.ts'
import { readRow } from './read-row.ts'
import { bindingOfRecord, requireLoaded } from './saved-record.ts'

/** Makes a record of values and stores it. */
export async function create(owner: Bindable, given: unknown): Promise<unknown> {
  const binding = bindingOf(owner)
  const { model } = binding
  if (model.needsRecord) return save(newRecord(owner, model, given))
  const values = begunCreate(binding, given)
  let row: NewRow
  try {
    const read = readRow(model, values)
    row = isPromise(read) ? await read : read
  } catch (error) {
    // A row has no relations. Whether values name one is asked here, where it costs the common create nothing.
    if (namesRelation(model, values)) return save(newRecord(owner, model, values))
    throw error
  }
  const done = insertPermitted(binding, [row])
  if (isPromise(done)) await done
  return recordOf(owner, row, model.copyOut)
}

async function saveNew(record: RecordBase, binding: Binding): Promise<void> {
  const row = await readRow(binding.model, accessTo(record).givenValues())
  await insertPermitted(binding, [row])
  adoptStored(record, binding, row)
}

const storeAlone: SaveRecord = (record, binding) =>
  record.isNew ? saveNew(record, binding) : saveChanges(record, binding)

/** Stores a record's row, between the records that it refers to and those that refer to it. */
async function store(record: RecordBase, binding: Binding): Promise<void> {
  if (!hasRelated(record)) return storeAlone(record, binding)
  requireToWriteAlong(binding.model)
  const owner: Owner = { record, binding, save: saveIn }
  const { storeRefs, storeOthers } = await loadRelatedWrites()
  await storeRefs(owner)
  await storeAlone(record, binding)
  await storeOthers(owner)
}

async function saveWithHooks(record: RecordBase, binding: Binding, run: RunHooks): Promise<void> {
  const { isNew } = record
  await run('beforeValidation')
  await validateAll(record, binding)
  if (hasRelated(record)) {
    const { beginRelated } = await loadRelatedWrites()
    await beginRelated({ record, binding, save: saveIn })
  }
  await run('afterValidation')
  await run('beforeSave')
  const event = { changed: record.changed }
  await run(isNew ? 'beforeCreate' : 'beforeUpdate', event)
  await store(record, binding)
  await run(isNew ? 'afterCreate' : 'afterUpdate', event)
  await run('afterSave')
}

/** What the caller has given, before any hook adds to it; a new record gets what the session says of it. */
function begin(record: RecordBase, binding: Binding): void {
  const access = accessTo(record)
  access.begin()
  if (!record.isNew) return
  const given = { ...Object.fromEntries(access.related()), ...access.givenValues() }
  const begun = Object.entries(binding.scope.guard?.beginCreate(binding, given) ?? {})
  access.give(Object.fromEntries(begun.filter(([name]) => given[name] === undefined)))
}

/** Saves a record where a binding says, with its hooks and what its relations were given. */
async function saveIn(record: RecordBase, binding: Binding): Promise<void> {
  const { guard } = binding.scope
  if (guard !== null) begin(record, binding)
  await saveBegun(record, binding)
  await guard?.mask(binding, { items: [record] })
}

function saveBegun(record: RecordBase, binding: Binding): Promise<void> {
  const together = hasRelated(record)
  if (together) requireToWriteAlong(binding.model)
  if (!binding.model.hasHooks && !together && !asksBefore(binding)) return storeAlone(record, binding)
  const action = record.isNew ? 'create' : 'update'
  return withHooks({ record, binding, action, together }, (inside, run) => saveWithHooks(record, inside, run))
}

/** Stores a record: a new one whole, else what was changed, in one statement; with its hooks around it. */
export async function save(record: RecordBase): Promise<RecordBase> {
  const binding = bindingOfRecord(record)
  await requireLoaded(record)
  checkClassFields(record)
  await saveIn(record, binding)
  return record
}
