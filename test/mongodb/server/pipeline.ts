import { Int32 } from 'bson'
import type { Variables } from './expression.ts'
import { boundOf, evaluate, extremeOf } from './expression.ts'
import { Failure, unknown } from './failure.ts'
import { matcher } from './match.ts'
import { isNumeric, sum, toDouble } from './numbers.ts'
import type { Document } from './order.ts'
import { compare, isDocument, keyOf } from './order.ts'

/** Where stages find the documents of other collections. */
export type Collections = (name: string) => Iterable<Document>

/** What a pipeline runs in. */
export interface World {
  readonly collections: Collections
  readonly variables: Variables
}

type Stage = (documents: Document[], operand: unknown, world: World) => Document[]

const asDocument = (operand: unknown, stage: string): Document => {
  if (isDocument(operand)) return operand
  throw new Failure(40272, 'Location40272', `${stage} specification must be an object`)
}

function assign(document: Document, computed: readonly (readonly [string, unknown])[]): Document {
  const result = { ...document }
  for (const [name, value] of computed) {
    if (name.includes('.') || name.startsWith('$'))
      throw new Failure(16410, 'Location16410', `a field named '${name}'`)
    if (value === undefined) delete result[name]
    else result[name] = value
  }
  return result
}

/** All values are computed of the document as it came in. */
const addFields: Stage = (documents, operand, { variables }) => {
  const entries = Object.entries(asDocument(operand, '$set'))
  return documents.map((document) =>
    assign(
      document,
      entries.map(([name, item]) => [name, evaluate(item, document, variables)]),
    ),
  )
}

const isFlag = (item: unknown): boolean => typeof item === 'boolean' || isNumeric(item)
const isOn = (item: unknown): boolean => item === true || (isNumeric(item) && toDouble(item) !== 0)

const project: Stage = (documents, operand, { variables }) => {
  const entries = Object.entries(asDocument(operand, '$project'))
  if (entries.length === 0) throw new Failure(51272, 'Location51272', '$project must have at least one field')
  const isExclusion = entries.every(([, item]) => isFlag(item) && !isOn(item))
  const excluded = new Set(entries.filter(([, item]) => isFlag(item) && !isOn(item)).map(([name]) => name))
  if (!isExclusion && [...excluded].some((name) => name !== '_id'))
    throw new Failure(31254, 'Location31254', 'Cannot do exclusion in inclusion projection')
  const included = new Set(entries.filter(([, item]) => isFlag(item) && isOn(item)).map(([name]) => name))
  if (!excluded.has('_id')) included.add('_id')
  const keeps = (name: string) => (isExclusion ? !excluded.has(name) : included.has(name))
  const computed = entries.filter(([, item]) => !isFlag(item))
  return documents.map((document) =>
    assign(
      Object.fromEntries(Object.entries(document).filter(([name]) => keeps(name))),
      computed.map(([name, item]) => [name, evaluate(item, document, variables)]),
    ),
  )
}

function accumulate(accumulator: unknown, documents: readonly Document[], variables: Variables): unknown {
  const [[name, item] = ['', undefined]] = Object.entries(asDocument(accumulator, '$group'))
  const values = documents.map((document) => evaluate(item, document, variables))
  switch (name) {
    case '$sum':
      return sum(values.filter(isNumeric))
    case '$min':
      return extremeOf(values, -1)
    case '$max':
      return extremeOf(values, 1)
    default:
      throw unknown('group operator', name)
  }
}

const group: Stage = (documents, operand, { variables }) => {
  const { _id, ...accumulators } = asDocument(operand, '$group')
  const groups = new Map<string, { id: unknown; documents: Document[] }>()
  for (const document of documents) {
    const id = evaluate(_id, document, variables) ?? null
    const known = groups.get(keyOf(id))
    if (known === undefined) groups.set(keyOf(id), { id, documents: [document] })
    else known.documents.push(document)
  }
  return [...groups.values()].map(({ id, documents: members }) => ({
    _id: id,
    ...Object.fromEntries(
      Object.entries(accumulators).map(([name, one]) => [name, accumulate(one, members, variables)]),
    ),
  }))
}

/** A missing value is sorted like null; of an array the least or greatest element counts. */
const sort: Stage = (documents, operand) => {
  const terms = Object.entries(asDocument(operand, '$sort')).map(
    ([name, direction]) => [name, boundOf(direction, '$sort')] as const,
  )
  const sortedBy = (document: Document, name: string, direction: number): unknown => {
    const value = evaluate(`$${name}`, document) ?? null
    return Array.isArray(value) ? extremeOf(value, direction === 1 ? -1 : 1) : value
  }
  const keyed = documents.map((document) => ({
    document,
    values: terms.map(([name, direction]) => sortedBy(document, name, direction)),
  }))
  keyed.sort((a, b) => {
    for (const [i, [, direction]] of terms.entries()) {
      const found = compare(a.values[i], b.values[i])
      if (found !== 0) return found * direction
    }
    return 0
  })
  return keyed.map(({ document }) => document)
}

const limit: Stage = (documents, operand) => {
  const count = boundOf(operand, '$limit')
  if (count <= 0) throw new Failure(15958, 'Location15958', 'the limit must be positive')
  return documents.slice(0, count)
}

interface Lookup {
  readonly from: string
  readonly localField: string
  readonly foreignField: string
  readonly let?: Document
  readonly pipeline?: readonly Document[]
  readonly as: string
}

/** An element of an array on the local side counts like a value; a missing value is as good as null. */
const keysOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((item) => keyOf(item ?? null)) : [keyOf(value ?? null)]

const lookup: Stage = (documents, operand, world) => {
  const spec = operand as Lookup
  const { from, localField, foreignField, pipeline = [], as } = spec
  const known = ['from', 'localField', 'foreignField', 'let', 'pipeline', 'as']
  const strange = Object.keys(spec).find((name) => !known.includes(name))
  if (strange !== undefined) throw unknown('argument of $lookup', strange)
  const byKey = new Map<string, Document[]>()
  for (const document of world.collections(from)) {
    for (const key of new Set(keysOf(evaluate(`$${foreignField}`, document)))) {
      const others = byKey.get(key)
      if (others === undefined) byKey.set(key, [document])
      else others.push(document)
    }
  }
  return documents.map((document) => {
    const keys = new Set(keysOf(evaluate(`$${localField}`, document)))
    const found = new Set([...keys].flatMap((key) => byKey.get(key) ?? []))
    return assign(document, [[as, runPipeline(pipeline, [...found], world)]])
  })
}

const unwind: Stage = (documents, operand) => {
  const path = String(isDocument(operand) ? operand.path : operand).slice(1)
  return documents.flatMap((document) => {
    const value = document[path]
    return Array.isArray(value) ? value.map((item) => ({ ...document, [path]: item })) : []
  })
}

const replaceRoot: Stage = (documents, operand, { variables }) =>
  documents.map((document) =>
    asDocument(evaluate(asDocument(operand, '$replaceRoot').newRoot, document, variables), '$replaceRoot'),
  )

const STAGES: Readonly<Record<string, Stage>> = {
  $match: (documents, operand, { variables }) =>
    documents.filter(matcher(asDocument(operand, '$match'), variables)),
  $set: addFields,
  $addFields: addFields,
  $project: project,
  $group: group,
  $sort: sort,
  $skip: (documents, operand) => documents.slice(boundOf(operand, '$skip')),
  $limit: limit,
  $count: (documents, operand) =>
    documents.length === 0 ? [] : [{ [String(operand)]: new Int32(documents.length) }],
  $lookup: lookup,
  $unwind: unwind,
  $replaceRoot: replaceRoot,
  $documents: (_documents, operand) => operand as Document[],
}

/** What the stages make of documents. */
export function runPipeline(stages: readonly Document[], documents: Document[], world: World): Document[] {
  return stages.reduce((input, stage) => {
    const [[name, operand] = ['', undefined], ...more] = Object.entries(stage)
    const known = STAGES[name]
    if (known === undefined || more.length > 0) throw unknown('pipeline stage name:', name)
    return known(input, operand, world)
  }, documents)
}
