import { randomBytes } from 'node:crypto'
import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import type { RecordedChange } from '../../store/record-changes.ts'
import { generatedKey } from '../../store/rows/new-row.ts'
import { uniqueViolation } from '../../store/rows/violations.ts'
import { recordingRemoveScript, recordingWriteScript } from './change-scripts.ts'
import type { Script } from './connection.ts'
import type { Layout } from './layout.ts'
import type { Stored } from './records.ts'
import { violationOf } from './schema.ts'
import { removeScript, writeScript } from './scripts.ts'
import type { Tables } from './tables.ts'

/** How many records one statement writes at most: one script does it, and keeps the server from others meanwhile. */
export const MOST = 10_000

/** What becomes of one record: it comes, changes or goes. */
export interface Operation {
  /** The record as it was read. */
  readonly from?: Stored
  /** The row that it has then. */
  readonly to?: Row
}

/** What one statement writes, all or nothing. */
export interface Statement {
  readonly operations: readonly Operation[]
  /** The fields that may have changed, where records change. */
  readonly fields?: readonly FieldShape[]
  /** Models that must not have been written since these versions, since the statement goes by what was read of them. */
  readonly guards?: ReadonlyMap<string, string | null>
  /** New rows, of which those without a number for the key have it afterwards. */
  readonly unnumbered?: readonly unknown[][]
  /** What is told of it, of a model that records its changes. */
  readonly changes?: readonly RecordedChange[]
}

/** How the write of a statement ended: it is done, something was not as it was read, or values of an index (or the key) are taken. */
export type Outcome =
  | { readonly is: 'done' | 'stale' | 'key' }
  | { readonly is: 'unique'; readonly index: string; readonly columns: readonly string[] }

type Answer =
  | readonly ['done', first: string | null]
  | readonly ['stale' | 'key' | 'numbers']
  | readonly ['unique', index: string, columns: readonly string[]]

/** The columns to write, with false for null. */
function columnsOf({ codecs, columns }: Layout, row: Row, fields: readonly FieldShape[]) {
  return Object.fromEntries(
    fields.map(({ index }) => {
      const value = row[index]
      const text = value === null ? false : codecs[index]?.toText(value)
      return [columns[index], text]
    }),
  )
}

let stamps: { readonly ours: string; count: number } | undefined

/** A stamp that no record has had: what is random of it is made once, since that takes as long as all else of it. */
export function newStamp(): string {
  stamps ??= { ours: randomBytes(9).toString('base64url'), count: 0 }
  stamps.count++
  return stamps.ours + stamps.count.toString(36)
}

/** What every script that writes is told. */
export const headOf = ({ signature, expiry }: Layout): object => ({ stamp: newStamp(), signature, ...expiry })

function requestOf(
  layout: Layout,
  { operations, fields = [], guards = new Map(), unnumbered }: Statement,
): object {
  const { model } = layout
  const ops = operations.map(({ from, to }) => ({
    ...(from && { from: layout.idOf(from.row), stamp: from.stamp }),
    ...(to && {
      to: isUnnumbered(model, to) ? undefined : layout.idOf(to),
      columns: columnsOf(
        layout,
        to,
        from === undefined ? model.fields : changed(layout, { from, to, fields }),
      ),
    }),
  }))
  return {
    ...headOf(layout),
    guards: [...guards].map(([key, version]) => [key, version ?? false]),
    ops,
    ...lastNumber(layout, operations),
    ...(unnumbered && { numbers: generatedKey(model)?.column }),
  }
}

const isUnnumbered = (model: ModelShape, row: Row): boolean => {
  const key = generatedKey(model)
  return key !== undefined && row[key.index] === null
}

/** Gives rows without a number for the key the next ones. */
export function giveNumbers(model: ModelShape, rows: readonly unknown[][], first: number): void {
  const key = generatedKey(model)
  if (key === undefined) return
  let next = first
  for (const row of rows) if (row[key.index] === null) row[key.index] = next++
}

/** A record that gets another key is written whole. */
function changed(
  layout: Layout,
  { from, to, fields }: { from: Stored; to: Row; fields: readonly FieldShape[] },
) {
  return layout.idOf(from.row) === layout.idOf(to) ? fields : layout.model.fields
}

/** The greatest number that was given as an `auto` id, which the counter has to go past. */
function lastNumber({ model }: Layout, operations: readonly Operation[]): { readonly last?: number } {
  const [key] = model.key
  if (key?.idType !== 'auto' || key.ref !== undefined) return {}
  return { last: operations.reduce((most, { to }) => Math.max(most, Number(to?.[key.index] ?? 0)), 0) }
}

const records = ({ changes = [] }: Statement): boolean => changes.length > 0

function scriptOf(statement: Statement): Script {
  const removes = statement.operations.every(({ to }) => to === undefined)
  if (records(statement)) return removes ? recordingRemoveScript : recordingWriteScript
  return removes ? removeScript : writeScript
}

/** A change as the stream has it, where null is the empty text. */
const entryOf = ({ before, after, secret, ...change }: RecordedChange): object => ({
  ...{ ...change, before: before ?? '', after: after ?? '', secret: secret ?? '' },
})

/** Where a statement is recorded, and what. */
function recordOf({ log }: Tables, { model }: Layout, statement: Statement): object {
  if (!records(statement)) return {}
  return { log: log.tag, changes: statement.changes?.map(entryOf), compacts: model.changes?.compacts }
}

/** Writes by one script. */
export async function write(tables: Tables, layout: Layout, statement: Statement): Promise<Outcome> {
  const { operations } = statement
  if (operations.length > MOST) throw tooMany(layout, operations.length)
  const request = { ...requestOf(layout, statement), ...recordOf(tables, layout, statement) }
  const answer = await tables.of(layout.model).run<Answer>(scriptOf(statement), request)
  if (answer[0] === 'unique') return { is: 'unique', index: answer[1], columns: answer[2] }
  if (answer[0] === 'numbers') throw noNumbers(layout.model)
  if (answer[0] === 'done') finish(tables, layout, statement, answer[1])
  return { is: answer[0] }
}

/** What was written is told to who listens, and its numbers to who has asked for it. */
function finish({ log }: Tables, { model }: Layout, statement: Statement, first: string | null): void {
  if (records(statement)) log.tell()
  if (first !== null) giveNumbers(model, statement.unnumbered ?? [], Number(first))
}

/** The error of a model whose key has no more numbers. */
export function noNumbers({ name }: ModelShape): PrometheusError {
  const message = `${name}: there are no more numbers for the key. Use a uuid as the key.`
  return new PrometheusError('NUMBER_OVERFLOW', message, { model: name })
}

function tooMany({ model }: Layout, count: number): PrometheusError {
  const message = `${model.name}: ${count} records would be written at once, and the store writes at most ${MOST} all or none: divide them.`
  return new PrometheusError('UNSUPPORTED', message, { model: model.name, limit: MOST })
}

/** The error of values that are taken. */
export function takenError(
  layout: Layout,
  outcome: Exclude<Outcome, { is: 'done' | 'stale' }>,
): PrometheusError {
  if (outcome.is === 'unique') return violationOf(layout, outcome.index, outcome.columns)
  return uniqueViolation(layout.model, layout.model.key)
}
