import type { Condition } from '../../query/condition.ts'
import { among, and } from '../../query/condition.ts'
import type { Predicate } from '../../query/predicate.ts'
import { compilePredicate } from '../../query/predicate.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { compiled } from '../connected-model.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import { readAsked } from '../read/where.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { keyValues, recordName } from '../write/saved-record.ts'
import type { Fit } from './verdicts.ts'

/** A condition that looks at no other record. */
export function isOwn(condition: Condition): boolean {
  if (condition.op === 'and' || condition.op === 'or') return condition.items.every(isOwn)
  return condition.op !== 'related'
}

type Decision = { readonly predicate: Predicate } | { readonly read: FindShape }

/** Which stored rows fit: by their values alone where that is enough, else by one more statement. */
export const fitStored: Fit = async (given, filter, rows) => {
  const binding = trusted(given)
  const { model } = binding
  const key = new ShapeKey('~')
  const parameters: unknown[] = []
  const make = readAsked(binding, { policies: [filter] }, { key, parameters })
  const [first] = model.shape.key
  const decision = compiled<Decision>(model, key.text, () => {
    const where = make()
    if (isOwn(where)) return { predicate: compilePredicate(where) }
    const chosen = among(cast<FieldShape>(first, 'every model has a key'), parameters.length)
    return { read: prepareFind(model, { where: and(chosen, where), fields: model.shape.key, sort: [] }) }
  })
  if ('predicate' in decision) return rows.map((row) => decision.predicate(row, parameters))
  return areAmong(binding, decision.read, parameters, rows)
}

/** Which rows are among those that a read finds; the list of their keys is its last parameter. */
async function areAmong(
  binding: Binding,
  { prepared }: FindShape,
  parameters: readonly unknown[],
  rows: readonly Row[],
): Promise<boolean[]> {
  const { model } = binding
  const keys = rows.map((row) => row[model.shape.key[0]?.index ?? 0])
  const found = await execute(binding, 'find', prepared, [...parameters, keys])
  const names = new Set(found.map((row) => recordName(model, decodeRow(row, prepared))))
  return rows.map((row) => names.has(recordName(model, keyValues(model, row))))
}
