import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Assignment, DestroyPlan, Parameters, UpdatePlan } from '../../store/contract.ts'
import { keeperOf } from '../../store/rows/values.ts'
import { numberOverflow } from '../../store/rows/violations.ts'
import { cast } from '../../support/cast.ts'
import { codecOf } from './codecs.ts'
import type { Layout } from './layout.ts'
import type { NamedRecord, Required } from './named-record.ts'
import { namedBy } from './named-record.ts'
import type { Records } from './records.ts'
import { violationOf } from './schema.ts'
import { removeScript, writeScript } from './scripts.ts'
import type { Setting } from './set-columns.ts'
import { setColumns } from './set-columns.ts'
import type { Tables } from './tables.ts'
import { headOf } from './write.ts'

/**
 * Writes the one record that a condition names, without having read it: the script looks whether it is there and as it
 * has to be, so that nobody comes between. Gives how many were written, or undefined where the values ask for more.
 */
export type DirectWrite = (parameters: Parameters) => Promise<number> | undefined

type Answer =
  | readonly ['done' | 'none']
  | readonly ['unique', index: string, columns: readonly string[]]
  | readonly ['overflow', column: string]

/** What is added to a number, and between what the sum has to be. */
interface Step {
  readonly c: string
  readonly by: number
  readonly min: number
  readonly max: number
}

/** What becomes of a record: columns with their texts, false for null, and sums. */
interface Change {
  readonly columns: [column: string, text: string | false][]
  readonly add: Step[]
}

/** Adds to a change; false where the value is to be refused, but only of a record that is there. */
type Assign = (change: Change, parameters: Parameters) => boolean

function setting(field: FieldShape, param: number): Assign {
  const keep = keeperOf(field)
  const { toText } = codecOf(field)
  return ({ columns }, parameters) => {
    const value = keep(parameters[param])
    columns.push([field.column, value === null ? false : toText(value)])
    return value !== null || field.nullable
  }
}

type Increment = Extract<Assignment['to'], { readonly op: 'increment' }>

const { MAX_SAFE_INTEGER: MOST } = Number

function adding({ column }: FieldShape, { param, min, max }: Increment): Assign {
  const at = (parameters: Parameters, bound: number | undefined, otherwise: number) =>
    bound === undefined
      ? otherwise
      : cast<number>(parameters[bound], 'what an integer is compared with is one')
  return ({ add }, parameters) => {
    const [least, most] = [at(parameters, min, -MOST), at(parameters, max, MOST)]
    add.push({
      c: column,
      by: at(parameters, param, 0),
      min: Math.max(least, -MOST),
      max: Math.min(most, MOST),
    })
    return true
  }
}

/** What the script can do of an assignment: not what needs the arithmetic of a kind, nor give a record another key. */
function assignOf({ key }: ModelShape, { field, to }: Assignment): readonly Assign[] {
  if (key.some(({ index }) => index === field.index)) return []
  if (to.op === 'set') return [setting(field, to.param)]
  return to.op === 'increment' && field.kind === 'integer' ? [adding(field, to)] : []
}

/** What is written: by which condition, and what becomes of the record; without a change it goes. */
interface Written {
  readonly model: ModelShape
  readonly named: NamedRecord
  readonly parameters: Parameters
  readonly change?: Change
}

/** The columns of a change that sets some of those that no index goes by, and no more. */
function plainColumns({ indexed }: Layout, { columns, add }: Change): Setting['columns'] | undefined {
  const texts = columns.flatMap(([column, text]) =>
    text === false || indexed.has(column) ? [] : [[column, text] as const],
  )
  return add.length === 0 && texts.length === columns.length ? texts : undefined
}

async function send(tables: Tables, { model, named, parameters, change }: Written): Promise<number> {
  const records = tables.of(model)
  const { layout } = records
  const [id, required] = [layout.idOfKey(named.keyOf(parameters)), named.requiredOf(parameters)]
  const columns = change && plainColumns(layout, change)
  const set = columns && (await setColumns(records, { id, required, columns }))
  if (set !== undefined) return set
  const becomes = change && { to: id, columns: Object.fromEntries(change.columns), add: change.add }
  return writeOne(records, { from: id, same: required, ...becomes })
}

/** By the script for all. */
async function writeOne(
  records: Records,
  op: { readonly from: string; readonly same: readonly Required[]; readonly to?: string },
): Promise<number> {
  const { layout } = records
  const script = op.to === undefined ? removeScript : writeScript
  const answer = await records.run<Answer>(script, { ...headOf(layout), guards: [], ops: [op] })
  if (answer[0] === 'unique') throw violationOf(layout, answer[1], answer[2])
  if (answer[0] === 'overflow') throw overflow(layout.model, answer[1])
  return answer[0] === 'done' ? 1 : 0
}

function overflow(model: ModelShape, column: string) {
  const field = model.fields.find((one) => one.column === column)
  return numberOverflow(model, cast<FieldShape>(field, 'the script was told of this column'))
}

/** An update of one record whose new values need not its old ones, and which nothing is told of. */
export function directUpdate(tables: Tables, { model, set, where }: UpdatePlan): DirectWrite | undefined {
  const named = namedBy(model, where)
  const assigns = set.flatMap((one) => assignOf(model, one))
  if (named === undefined || model.changes !== undefined || assigns.length < set.length) return undefined
  return (parameters) => {
    const change: Change = { columns: [], add: [] }
    const isKnown = assigns.every((assign) => assign(change, parameters))
    return isKnown ? send(tables, { model, named, parameters, change }) : undefined
  }
}

/** A removal of one record which nothing is told of. */
export function directDestroy(tables: Tables, { model, where }: DestroyPlan): DirectWrite | undefined {
  const named = namedBy(model, where)
  if (named === undefined || model.changes !== undefined) return undefined
  return (parameters) => send(tables, { model, named, parameters })
}
