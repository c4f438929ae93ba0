import { PrometheusError } from '../../errors/error.ts'
import { and, equals } from '../../query/condition.ts'
import type { Policy } from '../../query/policy.ts'
import { invalidQuery, unknownField } from '../../query/query-error.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { FieldShape, IndexShape } from '../../schema/shape.ts'
import type { PreparedRead, Row } from '../../store/contract.ts'
import { nameText } from '../../support/name-text.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import { indexesOf } from '../read/arguments.ts'
import type { FindShape } from '../read/find-shape.ts'
import { handOut } from '../read/find-shape.ts'
import { recordOf } from '../read/items.ts'
import { readAsked, readWhere } from '../read/where.ts'
import { runTransaction } from '../run-transaction.ts'
import type { Bindable, Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { refuseChange } from './append-only.ts'
import { begunCreate } from './begin-create.ts'
import type { Changes } from './changes.ts'
import { addAutomatic, assignmentsKey, assignmentsOf, readChanges } from './changes.ts'
import { journaled } from './journal.ts'
import { matchingRows } from './matching-rows.ts'
import { policiesOf } from './permission.ts'
import type { NewRow } from './read-row.ts'
import { readRow } from './read-row.ts'

interface UpsertArguments {
  readonly by: unknown
  readonly create: unknown
  readonly update?: unknown
}

function checkUpsert(model: ConnectedModel, args: unknown): UpsertArguments {
  if (!isPlainObject(args) || args.create === undefined || args.by === undefined) {
    throw invalidQuery(model.name, undefined, "takes an upsert such as { by: ['gtin'], create: { … } }")
  }
  const unknown = Object.keys(args).find((key) => !['by', 'create', 'update'].includes(key))
  if (unknown !== undefined)
    throw invalidQuery(model.name, undefined, `knows no argument '${unknown.slice(0, 64)}' of upsert`)
  return args as unknown as UpsertArguments
}

type Target = Pick<IndexShape, 'fields' | 'whereNull'>

function targetOf(model: ConnectedModel, by: unknown): Target {
  const names: unknown[] = Array.isArray(by) ? by : [by]
  const fields = names.map((name) => {
    const shape = model.attributes.get(nameText(name))?.shape
    if (shape === undefined) throw unknownField(model.name, nameText(name), model.attributes.keys())
    return shape
  })
  const candidates: Target[] = [
    { fields: model.shape.key },
    ...model.shape.indexes.filter(({ unique }) => unique),
  ]
  const found = candidates.find(
    (unique) =>
      unique.fields.length === fields.length && unique.fields.every((field) => fields.includes(field)),
  )
  if (found === undefined) {
    throw invalidQuery(
      model.name,
      undefined,
      `has no unique index over ${names.join(', ')}, so nothing can be upserted by it`,
    )
  }
  return found
}

/**
 * What an upsert changes where nobody says: the given values, without the key, what it goes by, what is readonly, and
 * whose the record is.
 */
function defaultChanges(
  { model, scope: { guard } }: Binding,
  create: Readonly<Record<string, unknown>>,
  row: NewRow,
  target: Target,
): Changes {
  const fixed = new Set([...target.fields, ...model.shape.key])
  const reach = guard?.access.reachFields(model.name)
  const changes: Changes = new Map()
  for (const attribute of model.attributeList) {
    const { shape, name, readonly } = attribute
    if (shape === undefined || fixed.has(shape) || readonly || create[name] === undefined) continue
    if (reach?.has(name)) continue
    changes.set(attribute, { op: 'set', value: row[shape.index] })
  }
  return changes
}

function refuseNullTarget(model: ConnectedModel, row: NewRow, { fields }: Target): void {
  const missing = fields.find((field) => row[field.index] === null)
  if (missing !== undefined)
    throw invalidQuery(
      model.name,
      missing.name,
      'is null in what is to be created, so nothing can be upserted by it',
    )
}

/** An upsert that is read: what is created, what is changed, and how it is known. */
interface Upsert {
  readonly target: Target
  readonly row: NewRow
  readonly changes: Changes
  /** What the record that is there has to fit, to be changed by the caller. */
  readonly policies: readonly Policy[]
}

interface UpsertShape {
  readonly prepared: PreparedRead
  readonly decode: FindShape['decode']
}

/** The key that the store makes is left out. */
const storedFields = ({ shape }: ConnectedModel, row: NewRow): readonly FieldShape[] =>
  shape.fields.filter((field) => field.kind !== 'id' || row[field.index] !== null || field.nullable)

const taken = (model: ConnectedModel, { fields }: Target): PrometheusError => {
  const names = fields.map(({ name }) => name)
  const message = `${model.name}: a record that was destroyed has the same ${names.join(', ')}: restore it, or choose another value.`
  return new PrometheusError('UNIQUE_VIOLATION', message, { model: model.name, fields: names })
}

/** Runs the statement; gives the shape that read the row, and the row. */
async function runUpsert(binding: Binding, upsert: Upsert) {
  const { target, row, changes, policies } = upsert
  const { model } = binding
  const fields = storedFields(model, row)
  const parameters = fields.map((field) => row[field.index])
  const set = assignmentsOf(changes.size === 0 ? changes : addAutomatic(model, changes), parameters)
  const key = new ShapeKey(`p${indexesOf(target.fields)}c${indexesOf(fields)}=${assignmentsKey(set)}`)
  const permitted = readAsked(binding, { policies }, { key, parameters })
  const shape = compiled<UpsertShape>(model, key.text, () => {
    const plan = { kind: 'upsert', model: model.shape, fields, target, set, where: permitted() } as const
    const prepared = model.store.prepare(plan)
    return {
      prepared,
      decode: model.shape.fields.map((field, i) => handOut(model, field, prepared.decode[i])),
    }
  })
  const [found] = await execute(binding, 'upsert', shape.prepared, parameters)
  if (found === undefined) throw await refusal(binding, upsert)
  return { shape, row: found }
}

/** The row that is there already for the caller to see, by the values of the target. */
async function rowBefore(binding: Binding, { target, row }: Upsert): Promise<Row | null> {
  const key = new ShapeKey(`p${indexesOf(target.fields)}`)
  const parameters = target.fields.map((field) => row[field.index])
  const seen = readWhere(binding, undefined, { key, parameters })
  const condition = () => and(...target.fields.map(equals), seen())
  const [found] = await matchingRows(binding, { key: key.text, parameters, condition })
  return found ?? null
}

/** Why nothing was written: the record that is there may not be changed, or is not there for the caller to see. */
async function refusal(binding: Binding, upsert: Upsert): Promise<PrometheusError> {
  const { model, scope } = binding
  const isSeen = scope.guard !== null && (await rowBefore(binding, upsert)) !== null
  return isSeen && scope.guard !== null ? scope.guard.denial(model, 'update') : taken(model, upsert.target)
}

async function upsertStored(binding: Binding, upsert: Upsert) {
  const { journal } = binding.model
  if (journal === undefined) return runUpsert(binding, upsert)
  return journaled(binding, journal, async (inside) => {
    const before = await rowBefore(trusted(inside), upsert)
    const result = await runUpsert(inside, upsert)
    const action = before === null ? 'create' : 'update'
    return { result, changes: [{ action, before, after: decodeRow(result.row, result.shape.prepared) }] }
  })
}

/** Upserts where the caller may: what is asked and the write are one transaction. */
async function upsertAsked(binding: Binding, upsert: Omit<Upsert, 'policies'>) {
  const { model, scope } = binding
  const run = async (inside: Binding) => {
    await inside.scope.guard?.permitNew(inside, [upsert.row])
    const policies = await policiesOf(inside, { action: 'update', changes: upsert.changes })
    return upsertStored(inside, { ...upsert, policies })
  }
  if (scope.guard === null || !model.store.capabilities.transactions) return run(binding)
  return runTransaction(scope, {}, (tx) => run({ model, scope: { ...scope, tx } }))
}

/** Creates the record or, where one with the same `by` is there, changes that one: in one statement. */
export async function upsert(owner: Bindable, given: unknown): Promise<unknown> {
  const binding = bindingOf(owner)
  const { model } = binding
  const args = checkUpsert(model, given)
  refuseChange(model, 'changed')
  const target = targetOf(model, args.by)
  const create = begunCreate(binding, args.create)
  const row = await readRow(model, create)
  refuseNullTarget(model, row, target)
  const changes =
    args.update === undefined
      ? defaultChanges(binding, args.create as Record<string, unknown>, row, target)
      : await readChanges(model, args.update)
  const stored = await upsertAsked(binding, { target, row, changes })
  return recordOf(owner, stored.row, stored.shape.decode)
}
