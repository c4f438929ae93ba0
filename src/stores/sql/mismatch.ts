import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'

/** A column as a database has it. */
export interface Column {
  readonly name: string
  /** The type, as the database writes it. */
  readonly type: string
}

/** An index beside the primary key, as a database has it. */
export interface Index {
  readonly name: string
  /** Its columns in their order, with ', ' between them. */
  readonly columns: string
  readonly unique: boolean
  /** Whether it is over some records only. */
  readonly partial: boolean
}

/** A table as a database has it. */
export interface Table {
  readonly columns: readonly Column[]
  /** The columns of the primary key in their order. */
  readonly key: readonly string[]
  readonly indexes: readonly Index[]
}

/** SCHEMA_MISMATCH of a model. */
export const mismatch = (model: ModelShape, what: string, field?: FieldShape): PrometheusError =>
  new PrometheusError('SCHEMA_MISMATCH', `${model.name}: ${what}`, {
    model: model.name,
    ...(field === undefined ? {} : { field: field.name }),
  })

/** A column cannot be added, since there are records that would have nothing in it. */
export const unfilled = (model: ModelShape, field: FieldShape): PrometheusError =>
  mismatch(
    model,
    `field ${field.name} is required, has no column yet, and table '${model.table}' has records: make it nullable, or write a migration that fills it.`,
    field,
  )

const wantedIn = ({ fields }: IndexShape): string => fields.map(({ column }) => column).join(', ')

const kindOf = (unique: boolean, partial: boolean): string =>
  `${unique ? 'unique' : 'not unique'}${partial ? ', of some records only' : ''}`

function checkKey(model: ModelShape, { key }: Table): void {
  const found = key.join(', ')
  const wanted = model.key.map(({ column }) => column).join(', ')
  if (found === wanted) return
  throw mismatch(
    model,
    `the primary key of table '${model.table}' is (${found}), the model's is (${wanted}): write a migration.`,
  )
}

/** An index over all records would keep the values of destroyed ones from being used again. */
function checkLiving(model: ModelShape, { indexes }: Table): void {
  const living = model.indexes.filter(({ whereNull }) => whereNull !== undefined).map(wantedIn)
  if (living.length === 0) return
  const full = indexes.filter(({ unique, partial }) => unique && !partial)
  const old = full.find(({ columns }) => living.includes(columns))
  if (old === undefined) return
  const what = `index '${old.name}' is unique among all records, the model's among those that are not destroyed: write a migration that drops it.`
  throw mismatch(model, what)
}

/** Refuses a table whose columns or key are of another kind than the model says; what is missing is no matter here. */
export function checkTable(model: ModelShape, table: Table, columnType: (field: FieldShape) => string): void {
  checkKey(model, table)
  checkLiving(model, table)
  for (const field of model.fields) {
    const column = table.columns.find(({ name }) => name === field.column)
    const type = columnType(field)
    if (column === undefined || column.type === type) continue
    const what = `column '${field.column}' of table '${model.table}' is ${column.type || 'untyped'}, field ${field.name} needs ${type}: write a migration.`
    throw mismatch(model, what, field)
  }
}

/** Refuses an index that has the name of a model's index and is another. */
export function checkIndex(model: ModelShape, index: IndexShape, found: Index): void {
  const wanted = wantedIn(index)
  if (found.columns !== wanted) {
    const what = `index '${index.name}' is over (${found.columns}), the model's is over (${wanted}): write a migration.`
    throw mismatch(model, what)
  }
  const [is, needed] = [
    kindOf(found.unique, found.partial),
    kindOf(index.unique, index.whereNull !== undefined),
  ]
  if (is === needed) return
  throw mismatch(model, `index '${index.name}' is ${is}, the model's is ${needed}: write a migration.`)
}
