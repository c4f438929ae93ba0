import { PrometheusError } from '../../errors/error.ts'
import type { IndexShape, ModelShape } from '../../schema/shape.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Index, Table } from '../sql/mismatch.ts'
import { checkIndex, checkTable } from '../sql/mismatch.ts'
import { recordsChanges } from '../sql/records-changes.ts'
import type { Found, FoundTable } from './catalog.ts'
import { readCatalog } from './catalog.ts'
import { makeChangeTables } from './change-tables.ts'
import { columnType } from './column-type.ts'
import type { Connection } from './connection.ts'
import { physicalIndex, physicalKey } from './physical-index.ts'
import type { Server } from './server.ts'
import { TableMaker } from './table-maker.ts'

const columnsOf = ({ fields }: Pick<IndexShape, 'fields'>): string =>
  fields.map(({ column }) => column).join(', ')

/** An index as the model means it, where the database has what stands for that. */
function asMeant(found: Index, model: ModelShape): Index {
  const meant = model.indexes.find(
    (index) => index.name === found.name && columnsOf(physicalIndex(index).index) === found.columns,
  )
  if (meant === undefined) return found
  return { ...found, columns: columnsOf(meant), partial: meant.whereNull !== undefined }
}

function tableAsMeant({ columns, key, indexes }: FoundTable, model: ModelShape): Table {
  const physical = physicalKey(model)?.index
  const standsForKey = indexes.some(
    ({ name, columns: found }) => name === physical?.name && found === columnsOf(physical),
  )
  return {
    columns,
    key: standsForKey ? model.key.map(({ column }) => column) : key,
    indexes: indexes.filter(({ name }) => name !== physical?.name).map((index) => asMeant(index, model)),
  }
}

/** Refuses tables and indexes that are of another kind than the models say; what is missing is no matter here. */
export function checkTables(found: Found, models: readonly ModelShape[], server: Server): void {
  for (const model of models) {
    const there = found.get(model.table)
    if (there === undefined) continue
    const table = tableAsMeant(there, model)
    checkTable(model, table, (field) => columnType(field, server))
    for (const index of model.indexes) {
      const own = table.indexes.find(({ name }) => name === index.name)
      if (own !== undefined) checkIndex(model, index, own)
    }
  }
}

/** How long another process may be busy making tables, in seconds. */
const PATIENCE = 300

/** The name of the lock of whoever makes tables, in SQL. */
export const LOCK = `concat('prometheus ', left(sha2(database(), 256), 40))`

/** Makes tables, columns, indexes and references that are missing, one process at a time. */
export async function makeTables(
  connection: Connection,
  models: readonly ModelShape[],
  { dialect, server }: { readonly dialect: Dialect; readonly server: Server },
): Promise<void> {
  const locked = await connection.script(`select get_lock(${LOCK}, ${PATIENCE})`)
  if (String(locked) !== '1')
    throw new PrometheusError('LOCK_TIMEOUT', 'Another process makes tables, and does not come to an end.')
  try {
    const found = await readCatalog(connection, models, dialect)
    checkTables(found, models, server)
    const maker = new TableMaker(connection, dialect, server)
    const names = new Set(models.map(({ table }) => table))
    for (const model of models) await maker.make(model, found.get(model.table))
    for (const model of models) await maker.refer(model, found.get(model.table), names)
    if (recordsChanges(models)) await makeChangeTables(connection, models, server)
  } finally {
    await connection.script(`select release_lock(${LOCK})`)
  }
}
