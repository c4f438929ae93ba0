import type { FieldProblem } from '../../errors/error.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Binding } from '../scope.ts'
import { begunValues } from '../write/begin-create.ts'
import { readChanges } from '../write/changes.ts'
import { MOST_PROBLEMS, problemsOfRow } from '../write/read-row.ts'
import type { Operation, Side, Values } from './operations.ts'
import { linkOf, refOfKey, sideOf } from './operations.ts'
import { problemsAt, problemsOf } from './place.ts'
import type { Reading } from './read-operations.ts'
import { readOperations } from './read-operations.ts'
import { bindingBeside } from './related-records.ts'
import { connectableKey } from './target-key.ts'

/** How deep records may stand inside of each other in one write. */
const DEEPEST = 10

/** A record that is to be written, as far as it is checked before anything is stored. */
interface Draft {
  readonly binding: Binding
  readonly isNew: boolean
  /** How many records stand around it. */
  readonly depth: number
  /** What is wrong with its own attributes. */
  readonly own: readonly FieldProblem[]
  /** What its relations were given, by name. */
  readonly related: ReadonlyMap<string, unknown>
  /** Whether an attribute was given a value beside. */
  isGiven(attribute: string): boolean
}

interface Given extends Reading {
  readonly side: Side
}

/** The values of a record that stands inside of another, apart: of its attributes, and of its relations. */
function splitValues({ attributes, relations }: ConnectedModel, values: Values) {
  const own: Record<string, unknown> = Object.create(null)
  const related = new Map<string, unknown>()
  for (const name of Object.keys(values)) {
    if (attributes.has(name) || !relations.has(name)) own[name] = values[name]
    else if (values[name] !== undefined) related.set(name, values[name])
  }
  return { own, related }
}

/** Whether hooks may still change what is checked, so that only the record's own save can check it. */
const isMadeByHooks = ({ definition: { hooks } }: ConnectedModel): boolean =>
  hooks.afterInitialize !== undefined || hooks.beforeValidation !== undefined

/** The attributes that relations give: what is required there is not missed. */
const keysGiven = (all: readonly Given[]): string[] =>
  all.flatMap(({ side, operations, problems }) =>
    side.kind === 'ref' && operations.length + problems.length > 0 ? [linkOf(side).name] : [],
  )

const isMissing = ({ code, field }: FieldProblem, among: readonly string[]): boolean =>
  code === 'required' && among.includes(field)

/** A ref is said by its key, or by its relation: not by both at once. */
function saidTwice(draft: Draft, { side, operations }: Given): FieldProblem[] {
  const { name } = linkOf(side)
  if (side.kind !== 'ref' || operations.length === 0 || !draft.isGiven(name)) return []
  const message = `and ${name} are both given: give one of them`
  return [{ field: side.relation.name, code: 'conflict', message }]
}

/** What is wrong with a record, and with all that its relations were given. */
export async function problemsOfDraft(draft: Draft): Promise<FieldProblem[]> {
  const all = [...draft.related].map(([name, given]): Given => {
    const side = sideOf(draft.binding.model, name, draft.isNew)
    return { side, ...readOperations(side, given) }
  })
  const given = keysGiven(all)
  const problems = draft.own.filter((problem) => !isMissing(problem, given))
  for (const one of all) {
    problems.push(...one.problems, ...saidTwice(draft, one))
    for (const operation of one.operations) {
      if (problems.length >= MOST_PROBLEMS) return problems
      problems.push(...(await problemsOfOperation(draft, one.side, operation)))
    }
  }
  return problems
}

async function problemsOfOperation(outer: Draft, side: Side, operation: Operation): Promise<FieldProblem[]> {
  const target = bindingBeside(outer.binding, side.relation.target)
  const { path, name } = operation
  if (name === 'connect') return problemsAt(path, await missing(target, operation.target))
  if (name === 'create' || name === 'update')
    return problemsAt(path, await problemsInside(outer, side, { ...operation, target }))
  if (name !== 'set') return []
  const all = operation.targets.map(async (one, i) => problemsAt(`${path}[${i}]`, await missing(target, one)))
  return (await Promise.all(all)).flat()
}

/** A record that is to be connected has to be there. */
const missing = (target: Binding, value: unknown): Promise<readonly FieldProblem[]> =>
  problemsOf(() => connectableKey(target, value))

function ownProblems(binding: Binding, values: Values, isNew: boolean) {
  const { model } = binding
  if (isMadeByHooks(model)) return []
  return isNew
    ? problemsOfRow(model, begunValues(binding, values))
    : problemsOf(() => readChanges(model, values))
}

interface Inside {
  readonly name: 'create' | 'update'
  readonly values: Values
  readonly target: Binding
}

/** The problems of the record that an operation creates or changes, and of all that stands inside of it. */
async function problemsInside(outer: Draft, side: Side, { name, values, target }: Inside) {
  const depth = outer.depth + 1
  if (depth > DEEPEST)
    return [{ field: '', code: 'depth', message: `stands more than ${DEEPEST} records deep` }]
  const { model } = target
  const isNew = name === 'create'
  const { own, related } = splitValues(model, values)
  const draft: Draft = {
    binding: target,
    isNew,
    depth,
    related,
    own: await ownProblems(target, own, isNew),
    isGiven: (attribute) => own[attribute] !== undefined,
  }
  const problems = await problemsOfDraft(draft)
  return isNew ? withoutLink(side, draft, problems) : problems
}

/** A new record belongs to the one that it is written with: it need not say so, and cannot say otherwise. */
function withoutLink(side: Side, draft: Draft, problems: readonly FieldProblem[]): readonly FieldProblem[] {
  if (side.kind !== 'hasMany' && side.kind !== 'hasOne') return problems
  const link = linkOf(side).name
  const said = [link, refOfKey(side.relation.target, link) ?? link].find(
    (name) => draft.isGiven(name) || draft.related.has(name),
  )
  const rest = problems.filter((problem) => !isMissing(problem, [link]))
  const message = 'is given by the record that it is written with: leave it out'
  return said === undefined ? rest : [...rest, { field: said, code: 'conflict', message }]
}
