import { ValidationError } from '../../errors/error.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { PreparedInsert } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain } from '../../support/maybe-promise.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import type { Guard } from '../guard.ts'
import type { RowChange } from '../row-change.ts'
import { runTogether } from '../run-transaction.ts'
import type { Binding } from '../scope.ts'
import { journaled } from './journal.ts'
import type { NewRow } from './read-row.ts'

/** The key that the store makes, of a model that has one. */
function generatedKey({ shape }: ConnectedModel): FieldShape | undefined {
  return shape.key.find((field) => field.kind === 'id' && field.idType === 'auto' && field.ref === undefined)
}

function prepareInsert(model: ConnectedModel, generated: FieldShape | undefined): PreparedInsert {
  return compiled(model, generated === undefined ? 'c' : 'cg', () => {
    const fields =
      generated === undefined ? model.shape.fields : model.shape.fields.filter((field) => field !== generated)
    return model.store.prepare({
      kind: 'insert',
      model: model.shape,
      fields,
      returnsKey: generated !== undefined,
    })
  })
}

/** The generated key of these rows, or undefined where they bring their own; some of each is refused. */
function missingKey(model: ConnectedModel, rows: readonly NewRow[]): FieldShape | undefined {
  const key = generatedKey(model)
  if (key === undefined) return undefined
  const without = rows.filter((row) => row[key.index] === null).length
  if (without === 0) return undefined
  if (without === rows.length) return key
  throw new ValidationError(model.name, [
    { field: key.name, code: 'mixed', message: 'must be given for all records or for none' },
  ])
}

/** Inserts rows, all or none, with entries in the model's journal, and fills in the keys that the store makes. */
export function insertRows(binding: Binding, rows: readonly NewRow[]): MaybePromise<void> {
  const { journal } = binding.model
  if (journal === undefined) return insert(binding, rows)
  return journaled(binding, journal, async (inside) => {
    await insert(inside, rows)
    const changes = rows.map((after): RowChange => ({ action: 'create', before: null, after }))
    return { result: undefined, changes }
  })
}

function insert(binding: Binding, rows: readonly NewRow[]): MaybePromise<void> {
  const { model } = binding
  const key = missingKey(model, rows)
  const given = key === undefined ? rows : rows.map((row) => row.filter((_, i) => i !== key.index))
  return chain(execute(binding, 'insert', prepareInsert(model, key), given), (keys) => {
    if (key !== undefined) for (const [i, row] of rows.entries()) row[key.index] = keys[i]
  })
}

async function insertAsked(binding: Binding, guard: Guard<Binding>, rows: readonly NewRow[]): Promise<void> {
  const { model, scope } = binding
  if (!model.store.capabilities.transactions) {
    await guard.permitNew(binding, rows)
    return insertRows(binding, rows)
  }
  await runTogether(scope, async (tx) => {
    const inside = { model, scope: { ...scope, tx } }
    await guard.permitNew(inside, rows)
    await insertRows(inside, rows)
  })
}

/** Inserts rows where the caller may: what is asked and the insert are one transaction. */
export function insertPermitted(binding: Binding, rows: readonly NewRow[]): MaybePromise<void> {
  const { guard } = binding.scope
  return guard === null ? insertRows(binding, rows) : insertAsked(binding, guard, rows)
}
