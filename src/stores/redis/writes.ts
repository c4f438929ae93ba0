import type { FieldShape } from '../../schema/shape.ts'
import type {
  DestroyPlan,
  InsertPlan,
  Parameters,
  PreparedInsert,
  PreparedWrite,
  Row,
  UpdatePlan,
} from '../../store/contract.ts'
import { recorderOf } from '../../store/record-changes.ts'
import { changerOf } from '../../store/rows/assignments.ts'
import { checkNulls, generatedKey, rowMaker } from '../../store/rows/new-row.ts'
import { AGAIN, untilDone } from './again.ts'
import type { DirectWrite } from './direct-writes.ts'
import { directDestroy, directUpdate } from './direct-writes.ts'
import type { Found } from './search.ts'
import { rowsOf, searchOf } from './search.ts'
import type { Tables } from './tables.ts'
import type { Operation, Statement } from './write.ts'
import { giveNumbers, noNumbers, takenError, write } from './write.ts'

/**
 * Writes directly where that can be; else finds what matches and writes what becomes of it, from the start where others
 * wrote between the two. Gives the number of records.
 */
function matchingWriter(
  tables: Tables,
  { plan, direct }: { readonly plan: UpdatePlan | DestroyPlan; readonly direct: DirectWrite | undefined },
  becomes: (found: Found, parameters: Parameters) => Statement,
): PreparedWrite {
  const { model } = plan
  const search = searchOf(tables, plan)
  const attempt = async (parameters: Parameters) => {
    const found = await search(parameters)
    if (found.records.length === 0) return 0
    const { layout } = tables.of(model)
    const outcome = await write(tables, layout, {
      ...becomes(found, parameters),
      guards: found.related.versions,
    })
    if (outcome.is === 'stale') return AGAIN
    if (outcome.is === 'done') return found.records.length
    throw takenError(layout, outcome)
  }
  return {
    run(parameters, tx) {
      tables.refuse(tx)
      return direct?.(parameters) ?? untilDone(model, () => attempt(parameters))
    },
  }
}

/** Changes the records that match. */
export function prepareUpdate(tables: Tables, plan: UpdatePlan): PreparedWrite {
  const { model, set } = plan
  const bind = changerOf(model, set)
  const fields = set.map(({ field }) => field)
  const recorded = recorderOf(model)?.updating(plan.op ?? 'update', fields)
  const direct = directUpdate(tables, plan)
  return matchingWriter(tables, { plan, direct }, ({ records }, parameters) => {
    const change = bind(parameters)
    const rows = records.map(({ row }) => change(row))
    for (const row of rows) checkNulls(model, row, fields)
    const operations = records.map((from, i): Operation => ({ from, to: rows[i] ?? [] }))
    return { operations, fields, ...(recorded && { changes: recorded(rowsOf(records), rows) }) }
  })
}

/** Removes the records that match. */
export function prepareDestroy(tables: Tables, plan: DestroyPlan): PreparedWrite {
  const recorder = recorderOf(plan.model)
  const direct = directDestroy(tables, plan)
  return matchingWriter(tables, { plan, direct }, ({ records }) => ({
    operations: records.map((from) => ({ from })),
    ...(recorder && { changes: rowsOf(records).map(recorder.destroyed) }),
  }))
}

/**
 * Gives rows the next numbers of an `auto` key where what is told of them has it; what has a number keeps it. Else the
 * script that writes them gives it.
 */
export async function number(
  tables: Tables,
  model: InsertPlan['model'],
  rows: readonly unknown[][],
): Promise<boolean> {
  const key = model.changes && generatedKey(model)
  const without = key === undefined ? [] : rows.filter((row) => row[key.index] === null)
  if (without.length === 0) return false
  const last = await tables.connection.increase(tables.of(model).layout.counter, without.length)
  if (!Number.isSafeInteger(last)) throw noNumbers(model)
  giveNumbers(model, without, last - without.length + 1)
  return true
}

/** The fields of a new row, but for a key that the server numbers. */
export function givenFields(model: InsertPlan['model']): readonly FieldShape[] {
  const key = generatedKey(model)
  return model.fields.filter((field) => field !== key)
}

/** Inserts rows, all or none. */
export function prepareInsert(tables: Tables, { model, fields, returnsKey }: InsertPlan): PreparedInsert {
  const make = rowMaker(model, fields)
  const key = model.key[0]?.index ?? 0
  const checked = givenFields(model)
  const recorder = recorderOf(model)
  const attempt = async (given: readonly Row[]) => {
    const { layout } = tables.of(model)
    const rows = given.map(make)
    const isNumbered = await number(tables, model, rows)
    for (const row of rows) checkNulls(model, row, checked)
    const operations = rows.map((to) => ({ to }))
    const changes = recorder && { changes: rows.map(recorder.created) }
    const outcome = await write(tables, layout, { operations, unnumbered: rows, ...changes })
    if (outcome.is === 'done') return returnsKey ? rows.map((row) => row[key]) : []
    // Another connection gave the number by hand meanwhile.
    if (outcome.is === 'stale' || (outcome.is === 'key' && isNumbered)) return AGAIN
    throw takenError(layout, outcome)
  }
  return {
    async run(rows, tx) {
      tables.refuse(tx)
      return rows.length === 0 ? [] : untilDone(model, () => attempt(rows))
    },
  }
}
