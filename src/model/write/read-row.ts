import type { FieldProblem } from '../../errors/error.ts'
import { ValidationError } from '../../errors/error.ts'
import type { Attribute } from '../../schema/attribute.ts'
import { Refusal } from '../../schema/values/refusal.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { problemOf, readValue, unknownProblem } from './change.ts'
import type { Entry } from './settle.ts'
import { needsSettling, settle, validatorProblems } from './settle.ts'

/** The canonical values of a new record in the model's order; null where there is none. */
export type NewRow = unknown[]

type Input = Readonly<Record<string, unknown>>

const COMPUTED = new Refusal('computed', 'is computed')
const REQUIRED = new Refusal('required', 'is required')

function readAttribute(attribute: Attribute, given: unknown, input: Input): unknown {
  if (attribute.computed) return given === undefined ? null : COMPUTED
  const value =
    given === undefined && attribute.makeDefault !== undefined ? attribute.makeDefault(input) : given
  if (value === undefined) return attribute.required ? REQUIRED : null
  return readValue(attribute, value)
}

function refuseUnknown(model: ConnectedModel, input: Input, problems: FieldProblem[]): void {
  for (const name of Object.keys(input)) {
    const isLeftOut = input[name] === undefined && model.relations.has(name)
    if (!model.attributes.has(name) && !isLeftOut) problems.push(unknownProblem(model, name))
  }
}

function readValues(model: ConnectedModel, input: Input, problems: FieldProblem[]): NewRow {
  const row: NewRow = []
  let known = 0
  for (const attribute of model.attributeList) {
    const given = input[attribute.name]
    if (given !== undefined) known++
    const value = readAttribute(attribute, given, input)
    if (value instanceof Refusal) problems.push(problemOf(attribute.name, value))
    // Stored attributes come in the order of their columns.
    if (attribute.shape !== undefined) row.push(value)
  }
  if (known !== Object.keys(input).length) refuseUnknown(model, input, problems)
  return row
}

/** The values of a row that have to be settled, but for those that were refused already. */
function unsettled(model: ConnectedModel, row: NewRow, problems: readonly FieldProblem[]): Entry[] {
  const refused = new Set(problems.map((problem) => problem.field))
  return model.attributeList.flatMap((attribute) => {
    const { shape, name } = attribute
    if (shape === undefined || !needsSettling(attribute) || refused.has(name)) return []
    return [{ attribute, value: row[shape.index] }]
  })
}

async function settleRow(
  model: ConnectedModel,
  row: NewRow,
  problems: readonly FieldProblem[],
): Promise<NewRow> {
  for (const { attribute, value } of await settle(model, unsettled(model, row, problems), problems)) {
    if (attribute.shape !== undefined) row[attribute.shape.index] = value
  }
  return row
}

/** What is wrong with the values of a new record. */
export async function problemsOfRow(model: ConnectedModel, input: Input): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = []
  const row = readValues(model, input, problems)
  if (model.settles) problems.push(...(await validatorProblems(unsettled(model, row, problems))))
  return problems
}

/** The values of a record are no object. */
export const notAnObject = (model: string): ValidationError =>
  new ValidationError(model, [{ field: '', code: 'type', message: 'values must be an object' }])

/** Checks the values of a new record, all problems at once, and fills in defaults. */
export function readRow(model: ConnectedModel, input: unknown): MaybePromise<NewRow> {
  if (!isPlainObject(input)) throw notAnObject(model.name)
  const problems: FieldProblem[] = []
  const row = readValues(model, input, problems)
  if (model.settles) return settleRow(model, row, problems)
  if (problems.length > 0) throw new ValidationError(model.name, problems)
  return row
}

/** How many problems of many records are told: whoever is told a hundred has enough to do. */
export const MOST_PROBLEMS = 100

function atPosition(position: number, { field, code, message }: FieldProblem): FieldProblem {
  return { field: `[${position}]${field === '' ? '' : `.${field}`}`, code, message }
}

/** Checks the values of many new records; problems name the position in the list, the first hundred at most. */
export async function readRows(model: ConnectedModel, inputs: unknown): Promise<NewRow[]> {
  if (!Array.isArray(inputs)) {
    throw new ValidationError(model.name, [{ field: '', code: 'type', message: 'records must be a list' }])
  }
  const rows: NewRow[] = []
  const problems: FieldProblem[] = []
  for (let i = 0; i < inputs.length && problems.length < MOST_PROBLEMS; i++) {
    try {
      const row = readRow(model, inputs[i])
      rows.push(isPromise(row) ? await row : row)
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      problems.push(...error.problems.map((problem) => atPosition(i, problem)))
    }
  }
  if (problems.length > 0) throw new ValidationError(model.name, problems)
  return rows
}
