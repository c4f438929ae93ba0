import type { Identity } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import type { FindRows } from '../../query/predicate.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import type { State } from './state.ts'
import type { Table } from './table.ts'

type Find = (value: unknown) => readonly Row[]

const NONE: readonly Row[] = []

function byKey(table: Table, field: FieldShape): Find {
  const identity = identityOf(field)
  return (value) => {
    const row = table.get(identity(value))
    return row === undefined ? NONE : [row]
  }
}

/** All rows of the table are looked at once. */
function byField(table: Table, field: FieldShape): Find {
  const identity = identityOf(field)
  const found = new Map<Identity, Row[]>()
  for (const row of table.rows()) {
    const value = row[field.index]
    if (value === null) continue
    const others = found.get(identity(value))
    if (others === undefined) found.set(identity(value), [row])
    else others.push(row)
  }
  return (value) => found.get(identity(value)) ?? NONE
}

const isKey = ({ key }: ModelShape, { index }: FieldShape): boolean =>
  key.length === 1 && key[0]?.index === index

/** Finds the rows of a state as it is now; for one statement, since it keeps what it has found out. */
export function rowFinder(state: State): FindRows {
  const known = new Map<string, Find>()
  return (model, field, value) => {
    const name = `${field.index} ${model.table}`
    const made = known.get(name)
    if (made !== undefined) return made(value)
    const find = (isKey(model, field) ? byKey : byField)(state.table(model.table), field)
    known.set(name, find)
    return find(value)
  }
}
