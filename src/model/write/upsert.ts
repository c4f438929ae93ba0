import { invalidQuery, unknownField } from '../../query/query-error.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { nameText } from '../../support/name-text.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import { hydrateAll } from '../hydrate.ts'
import type { FindShape } from '../read/find-shape.ts'
import { handOut } from '../read/find-shape.ts'
import type { Bindable } from '../scope.ts'
import type { NewRow } from './read-row.ts'
import { readRow } from './read-row.ts'
import type { Changes } from './update.ts'
import { addAutomatic, assignmentsKey, assignmentsOf, readChanges } from './update.ts'

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

function targetOf(model: ConnectedModel, by: unknown): readonly FieldShape[] {
  const names: unknown[] = Array.isArray(by) ? by : [by]
  const fields = names.map((name) => {
    const shape = model.attributes.get(nameText(name))?.shape
    if (shape === undefined) throw unknownField(model.name, nameText(name), model.attributes.keys())
    return shape
  })
  const candidates = [
    model.shape.key,
    ...model.shape.indexes.filter((index) => index.unique).map((index) => index.fields),
  ]
  const found = candidates.find(
    (unique) => unique.length === fields.length && unique.every((field) => fields.includes(field)),
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

/** What an upsert changes where nobody says: the given values, without the key, what it goes by, and what is readonly. */
function defaultChanges(
  model: ConnectedModel,
  create: Readonly<Record<string, unknown>>,
  row: NewRow,
  target: readonly FieldShape[],
): Changes {
  const fixed = new Set([...target, ...model.shape.key])
  const changes: Changes = new Map()
  for (const attribute of model.attributeList) {
    const { shape, name, readonly } = attribute
    if (shape === undefined || fixed.has(shape) || readonly || create[name] === undefined) continue
    changes.set(attribute, { op: 'set', value: row[shape.index] })
  }
  return changes
}

function refuseNullTarget(model: ConnectedModel, row: NewRow, target: readonly FieldShape[]): void {
  const missing = target.find((field) => row[field.index] === null)
  if (missing !== undefined)
    throw invalidQuery(
      model.name,
      missing.name,
      'is null in what is to be created, so nothing can be upserted by it',
    )
}

/** Creates the record or, where one with the same `by` is there, changes that one: in one statement. */
export async function upsert(owner: Bindable, given: unknown): Promise<unknown> {
  const binding = bindingOf(owner)
  const { model } = binding
  const args = checkUpsert(model, given)
  const target = targetOf(model, args.by)
  const row = await readRow(model, args.create)
  refuseNullTarget(model, row, target)
  const changes =
    args.update === undefined
      ? defaultChanges(model, args.create as Record<string, unknown>, row, target)
      : await readChanges(model, args.update)
  const fields = model.shape.fields.filter(
    (field) => field.kind !== 'id' || row[field.index] !== null || field.nullable,
  )
  const parameters = fields.map((field) => row[field.index])
  const set = assignmentsOf(changes.size === 0 ? changes : addAutomatic(model, changes), parameters)
  const key = `p${target.map((field) => field.index).join()}c${fields.map((field) => field.index).join()}=${assignmentsKey(set)}`
  const shape = compiled<Pick<FindShape, 'prepared' | 'decode'>>(model, key, () => {
    const prepared = model.store.prepare({ kind: 'upsert', model: model.shape, fields, target, set })
    return {
      prepared,
      decode: model.shape.fields.map((field, i) => handOut(model, field, prepared.decode[i])),
    }
  })
  const rows = await execute(binding, 'upsert', shape.prepared, parameters)
  return hydrateAll(owner, rows, shape.decode)[0]
}
