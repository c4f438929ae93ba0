import type { Condition } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import type { Parameters, PreparedRead, Row, UpsertPlan } from '../../store/contract.ts'
import { recorderOf } from '../../store/record-changes.ts'
import { changerOf } from '../../store/rows/assignments.ts'
import { checkNulls, rowMaker } from '../../store/rows/new-row.ts'
import { decodeOf } from '../../store/rows/values.ts'
import { AGAIN, untilDone } from './again.ts'
import type { Stored } from './records.ts'
import { RelatedRows } from './related-rows.ts'
import { fitOf, searchOf } from './search.ts'
import type { Tables } from './tables.ts'
import type { Outcome, Statement } from './write.ts'
import { takenError, write } from './write.ts'
import { givenFields, number } from './writes.ts'

type Target = UpsertPlan['target']

/** The record with the same target values, which are the parameters. */
function conditionOf({ fields, whereNull }: Target): Condition {
  const living = whereNull === undefined ? [] : [{ op: 'null', field: whereNull, not: false } as const]
  return and(...fields.map(equals), ...living)
}

/** Whether an insert met a record with the same target values, which came between. */
function cameBetween({ model, target }: UpsertPlan, outcome: Outcome): boolean {
  if (outcome.is === 'key') return target.fields === model.key || sameFields(target, model.key)
  if (outcome.is !== 'unique') return false
  const index = model.indexes.find(({ name }) => name === outcome.index)
  return index !== undefined && sameFields(target, index.fields)
}

const sameFields = ({ fields }: Target, others: Target['fields']): boolean =>
  fields.length === others.length && fields.every(({ index }, i) => others[i]?.index === index)

/** Changes the record with the same target values or, where there is none, inserts one; gives the row as it is then. */
export function prepareUpsert(tables: Tables, plan: UpsertPlan): PreparedRead {
  const { model, fields, target, set, where } = plan
  const make = rowMaker(model, fields)
  const bind = changerOf(model, set)
  const given = givenFields(model)
  const changing = set.map(({ field }) => field)
  const search = searchOf(tables, { model, where: conditionOf(target) })
  const fits = fitOf(where)
  const recorder = recorderOf(model)
  const updated = recorder?.updating('update', changing)

  /** Writes; `isMeant` says which outcome only means that somebody else was quicker. */
  async function store(row: Row, statement: Statement, isMeant: (outcome: Outcome) => boolean) {
    const { layout } = tables.of(model)
    const outcome = await write(tables, layout, statement)
    if (outcome.is === 'done') return [row]
    if (outcome.is === 'stale' || isMeant(outcome)) return AGAIN
    throw takenError(layout, outcome)
  }

  async function change(from: Stored, parameters: Parameters) {
    const related = new RelatedRows(tables)
    if (!(await fits(from, parameters, related))) return []
    const to = bind(parameters)(from.row)
    checkNulls(model, to, changing)
    const changes = updated && { changes: updated([from.row], [to]) }
    const statement = { operations: [{ from, to }], fields: changing, guards: related.versions, ...changes }
    return store(to, statement, () => false)
  }

  async function insert(row: unknown[]) {
    const isNumbered = await number(tables, model, [row])
    checkNulls(model, row, given)
    const isMeant = (outcome: Outcome) => cameBetween(plan, outcome) || (isNumbered && outcome.is === 'key')
    const changes = recorder && { changes: [recorder.created(row)] }
    return store(row, { operations: [{ to: row }], unnumbered: [row], ...changes }, isMeant)
  }

  async function attempt(parameters: Parameters) {
    const row = make(parameters)
    const values = target.fields.map(({ index }) => row[index])
    const [from] = values.includes(null) ? [] : (await search(values)).records
    return from === undefined ? insert(row) : change(from, parameters)
  }

  return {
    decode: model.fields.map(decodeOf),
    run(parameters, tx) {
      tables.refuse(tx)
      return untilDone(model, () => attempt(parameters))
    },
  }
}
