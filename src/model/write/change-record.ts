import type { Action } from '../../access/actions.ts'
import { PrometheusError, ValidationError } from '../../errors/error.ts'
import type { Condition } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { Attribute } from '../../schema/attribute.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { PreparedWrite, Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import { keyCondition } from '../read/find-by-id.ts'
import { readAsked } from '../read/where.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { adoptStored } from './adopt-stored.ts'
import { refuseChange } from './append-only.ts'
import type { Change } from './change.ts'
import type { WholeChange } from './change-matching.ts'
import type { Changes } from './changes.ts'
import { addAutomatic, assignmentsKey, assignmentsOf, settleChanges } from './changes.ts'
import { journaled } from './journal.ts'
import { actionOf, policiesFor } from './permission.ts'
import { recordedKey, recordedUpdate } from './recorded-update.ts'
import { keyValues, notFound } from './saved-record.ts'
import { needsSettling } from './settle.ts'
import { readAnew, readStoredRow } from './stored-row.ts'

/** The stored row is the one that the record was read from: its key, and its concurrency tokens. */
export function recordCondition(model: ConnectedModel): Condition {
  const first = model.shape.key.length
  const same = model.tokens.map((field, i) => equals(field, first + i))
  return and(keyCondition(model), ...same)
}

/** The parameters of {@link recordCondition}. */
export const recordValues = (model: ConnectedModel, row: Row): unknown[] =>
  model.tokens.length === 0
    ? keyValues(model, row)
    : [...keyValues(model, row), ...model.tokens.map((field) => row[field.index])]

const isChanged = ({ tokens }: ConnectedModel, row: Row, stored: Row): boolean =>
  tokens.some(({ index }) => stored[index] !== row[index])

/** The record is another by now: in a field that says so, where one does. */
export function staleRecord({ name }: ConnectedModel, field?: FieldShape): PrometheusError {
  const message = `${name}: the record was changed by someone else since it was read: reload it and apply the change again.`
  return new PrometheusError('STALE_VERSION', message, { model: name, ...(field && { field: field.name }) })
}

/**
 * What is wrong where nothing was done to the record's row: it is gone, or may not be seen, which is the same; somebody
 * has changed it; or this may not be done to it.
 */
export async function missing(binding: Binding, row: Row, action: Action): Promise<PrometheusError> {
  const { model } = binding
  const { guard } = binding.scope
  const isAsked = guard !== null || model.tokens.length > 0
  const stored = isAsked ? await readStoredRow(binding, keyValues(model, row)) : null
  if (stored === null) return notFound(model)
  if (guard !== null && !isChanged(model, row, stored)) return guard.denial(model, action)
  return staleRecord(model, model.tokens[0])
}

const plus = (value: unknown, by: unknown): unknown =>
  cast<number>(value, 'a token is an integer') + cast<number>(by, 'and so is what is added to it')

/** A token is known, since it must be the one that was read: what is added to it is added here. */
function resolveTokens({ tokens }: ConnectedModel, changes: Changes, row: Row): void {
  for (const [attribute, change] of changes) {
    const field = attribute.shape
    if (change.op === 'increment' && field !== undefined && tokens.includes(field))
      changes.set(attribute, { op: 'set', value: plus(row[field.index], change.by) })
  }
}

function nextRow(row: Row, changes: ReadonlyMap<Attribute, Change>): unknown[] {
  const next = [...row]
  for (const [{ shape }, change] of changes) {
    if (shape !== undefined && change.op === 'set') next[shape.index] = change.value
  }
  return next
}

/** What has become of a row: as the store computed it, where a change was an expression. */
const rowAfter = (binding: Binding, row: Row, changes: Changes) =>
  [...changes.values()].some(({ op }) => op !== 'set')
    ? readAnew(trusted(binding), keyValues(binding.model, row))
    : nextRow(row, changes)

/** Changes the stored row of a record, unless it is another by now, or the caller may not. */
async function changeRow(binding: Binding, row: Row, whole: WholeChange): Promise<void> {
  const { model } = binding
  const { changes } = whole
  if (model.tokens.length > 0) resolveTokens(model, changes, row)
  const parameters = recordValues(model, row)
  const set = assignmentsOf(changes, parameters)
  const key = new ShapeKey(`s${recordedKey(model, whole.action)}${assignmentsKey(set)}`)
  const permitted = readAsked(
    binding,
    { policies: await policiesFor(binding, row, whole) },
    { key, parameters },
  )
  const prepared = compiled<PreparedWrite>(model, key.text, () => {
    const where = and(recordCondition(model), permitted())
    return model.store.prepare({ ...recordedUpdate(model, whole.action), set, where })
  })
  if ((await execute(binding, 'update', prepared, parameters)) > 0) return
  throw await missing(binding, row, actionOf(whole))
}

/** The row that a journal tells of, as it is stored: that of a record may be old, and a token is not all of a row. */
export const rowBefore = (binding: Binding, row: Row): Promise<Row> =>
  readAnew(trusted(binding), keyValues(binding.model, row), 'update')

/** The same with its entry in the model's journal, where it keeps one; gives the row as it is then. */
async function changeStored(binding: Binding, row: Row, whole: WholeChange): Promise<unknown[]> {
  const { journal } = binding.model
  const changes = addAutomatic(binding.model, whole.changes)
  refuseChange(binding.model, 'changed')
  if (journal === undefined) {
    await changeRow(binding, row, whole)
    return rowAfter(binding, row, changes)
  }
  return journaled(binding, journal, async (inside) => {
    const before = await rowBefore(inside, row)
    await changeRow(inside, row, whole)
    const after = await rowAfter(inside, before, changes)
    return { result: after, changes: [{ action: whole.action, before, after }] }
  })
}

/** What a key becomes has to be known here, since the row is found by it. */
function refuseComputedKey({ name }: ConnectedModel, field: string): never {
  const message = 'is part of the key: set it to a value'
  throw new ValidationError(name, [{ field, code: 'key', message }])
}

/** What was changed on a record and is stored, checked and settled. */
export async function changesOf(record: RecordBase, { model }: Binding): Promise<Changes> {
  const checked = accessTo(record).changes(model)
  for (const [attribute, { op }] of checked) {
    if (attribute.shape === undefined) checked.delete(attribute)
    else if (op !== 'set' && model.shape.key.includes(attribute.shape))
      refuseComputedKey(model, attribute.name)
  }
  return [...checked.keys()].some(needsSettling) ? settleChanges(model, checked, []) : checked
}

/** Stores a change of a record, which is then what is stored. */
export async function storeChange(record: RecordBase, binding: Binding, whole: WholeChange): Promise<void> {
  const row = accessTo(record).canonicalRow(binding.model)
  adoptStored(record, binding, await changeStored(binding, row, whole))
}

/** Stores what was changed on a record. */
export async function saveChanges(record: RecordBase, binding: Binding): Promise<void> {
  const changes = await changesOf(record, binding)
  if (changes.size === 0) return
  await storeChange(record, binding, { action: 'update', changes, given: accessTo(record).given() })
}
